import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { getIncident } from '../../coc/calls/get-incident.ts';
import { incidentStateOf } from '../../coc/incident-state.ts';
import { type NamedField, namedValue } from '../../coc/named-value.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { type CocOptions, withCoc } from './coc-session.ts';
import { timeOrDash } from './coc-times.ts';
import { factLines } from './fact-lines.ts';
import { toneOfIncident } from './incident-look.ts';

type Detail = AnswerOf<typeof getIncident>;

/** Prints an incident, and returns the exit code. */
export function showCocIncident(
  number: string,
  options: CocOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  return withCoc(options, async ({ ask, config, timezone }) => {
    const { answer, raw } = await ask(getIncident, { path: { incident_num: number } });
    const language = config.language === 'zh' ? 'zh' : 'en';
    const look = { timezone, language, ...terminalFor(options) } as const;
    printAnswer(options, raw, () => describeIncident({ ...answer, incident_num: number }, look));
    return EXIT_OK;
  });
}

/** An incident as people read it. Values have the names that COC gives them. */
function describeIncident(
  incident: Detail,
  look: Terminal & { readonly timezone: string; readonly language: 'en' | 'zh' },
): string {
  const { timezone, language, color } = look;
  const named = (field: NamedField, value: string | null | undefined) => {
    const name = namedValue(incident, { field, value }, language);
    return name === undefined ? (value ?? '') : `${name} (${value})`;
  };
  const several = (field: NamedField, values: readonly string[] | null | undefined) =>
    values?.map((value) => named(field, value)).join(', ');
  const { status } = incident;
  const state = incidentStateOf(status);
  const title = paint(`Incident ${safeText(incident.incident_num ?? '')}`, 'heading', color);
  const words = paint(safeText(state ?? status ?? 'in no state'), toneOfIncident(status), color);
  const schedule = [incident.assignee_scene, incident.assignee_role].filter((one) => one).join(', ');
  const facts = factLines(
    [
      ['Title', incident.incident_title],
      ['State', named('work_flow_status', status)],
      ['Level', named('level_id', incident.incident_level)],
      ['Type', named('mtm_type', incident.incident_type)],
      ['Source', named('source_id', incident.incident_source)],
      ['Interrupted', incident.is_service_interrupt ? 'a service is interrupted' : ''],
      ['Assignee', several('assignee', incident.incident_assignee)],
      ['Schedule', schedule],
      ['Creator', named('creator', incident.creator)],
      ['Created', incident.create_time ? timeOrDash(timezone, incident.create_time) : ''],
      ['Last solution', incident.handle_time ? timeOrDash(timezone, incident.handle_time) : ''],
      ['Application', several('current_cloud_service_id', incident.current_cloud_service)],
      ['Region', incident.region?.join(', ')],
      ['Project', incident.enterprise_project?.join(', ')],
      ['War room', incident.warroom_id],
      ['Description', incident.incident_description],
    ],
    look,
  );
  return `${[`${title}: ${words}`, ...facts].join('\n')}\nTimes in ${timezone}.\n`;
}
