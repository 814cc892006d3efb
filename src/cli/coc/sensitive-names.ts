import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import type { getOrder } from '../../coc/calls/get-order.ts';
import { getScript } from '../../coc/calls/get-script.ts';
import type { CocSession } from './coc-session.ts';

type Order = AnswerOf<typeof getOrder>;

/** Reads which parameters of an order have secret values: an order does not say it. Where their script does not tell, all are. */
export async function sensitiveNames(
  { call }: CocSession,
  { properties }: Order,
): Promise<ReadonlySet<string>> {
  const given = properties?.execute_param?.script_params ?? [];
  const all = new Set(given.map(({ param_name }) => param_name));
  const { script_uuid } = properties ?? {};
  if (all.size === 0 || !script_uuid) return all;
  const script = await callApi(call, getScript, { path: { script_uuid } });
  if (script.kind !== 'answered') return all;
  const open = script.answer.script_params?.filter(({ sensitive }) => sensitive === false) ?? [];
  const openNames = new Set(open.map(({ param_name }) => param_name));
  return new Set([...all].filter((name) => !openNames.has(name)));
}
