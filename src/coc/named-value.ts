import type { AnswerOf } from './calls/define-api.ts';
import type { getIncident } from './calls/get-incident.ts';

type Detail = Pick<AnswerOf<typeof getIncident>, 'enum_data_list'>;

/** Fields of an incident whose values have names, as COC calls them in the list of names. */
export type NamedField =
  | 'assignee'
  | 'creator'
  | 'current_cloud_service_id'
  | 'level_id'
  | 'mtm_type'
  | 'source_id'
  | 'work_flow_status';

/**
 * Name of a value of an incident, such as that of the user who is responsible. COC gives the names with the incident.
 * Undefined where it gives none, or only the value again.
 *
 * @see COC API Reference 2.0, 4.4.1.5: enum_data_list
 */
export function namedValue(
  { enum_data_list }: Detail,
  { field, value }: { readonly field: NamedField; readonly value: string | null | undefined },
  language: 'en' | 'zh' = 'en',
): string | undefined {
  const found = enum_data_list?.find((one) => one?.filed_key === field && one.enum_key === value);
  const { name_en, name_zh } = found ?? {};
  const name = (language === 'zh' ? name_zh || name_en : name_en || name_zh)?.trim();
  return name === '' || name === value ? undefined : name;
}
