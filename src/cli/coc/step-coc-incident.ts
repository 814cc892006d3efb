import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { getIncident } from '../../coc/calls/get-incident.ts';
import { type HandleIncidentBody, handleIncident } from '../../coc/calls/handle-incident.ts';
import { incidentStateOf } from '../../coc/incident-state.ts';
import { systemClock } from '../../time/clock.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { UsageError } from '../usage-errors.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { operatorOf } from './default-operator.ts';
import type { GateOptions } from './gate.ts';
import { makeChange } from './make-change.ts';

interface StepOptions extends CocOptions, GateOptions {
  readonly operator?: string;
}

interface SolveOptions extends StepOptions {
  readonly cause: string;
  readonly solution: string;
  readonly type?: string;
  readonly interrupted?: boolean;
}

interface ConfirmOptions extends StepOptions {
  readonly comment?: string;
  readonly notSolved?: true;
}

type Detail = AnswerOf<typeof getIncident>;
type Who = Pick<HandleIncidentBody, 'incident_num' | 'operator'>;

/** Accepts an incident, and returns the exit code. */
export function acceptCocIncident(number: string, options: StepOptions): Promise<number> {
  const bodyOf = (who: Who) => ({ ...who, operate_key: 'acceptedIncident1' as const, parameter: {} });
  return take(number, { words: 'accept', bodyOf }, options);
}

/** Submits the solution of an incident, and returns the exit code. */
export function solveCocIncident(number: string, options: SolveOptions): Promise<number> {
  const { cause, solution, type, interrupted } = options;
  return take(
    number,
    {
      words: 'submit the solution of',
      bodyOf(who, { incident_type, is_service_interrupt, create_time }, { coc }) {
        const isInterrupted = interrupted ?? is_service_interrupt ?? false;
        const mtm_type = type ?? incident_type;
        if (!mtm_type) throw new UsageError('give --type: COC shows no type of the incident');
        return {
          ...who,
          operate_key: 'commitSolution1',
          parameter: {
            ...{ mtm_type, cause, solution },
            is_service_interrupt: coc.serviceInterruptAs === 'string' ? `${isInterrupted}` : isInterrupted,
            // Later versions of the API need the times of an interruption.
            ...(isInterrupted && { start_time: create_time ?? 0, fault_recovery_time: systemClock.now() }),
          },
        };
      },
    },
    options,
  );
}

/** Confirms the solution of an incident, or takes it back, and returns the exit code. */
export function confirmCocIncident(number: string, options: ConfirmOptions): Promise<number> {
  const { comment, notSolved } = options;
  const isSolved = notSolved === undefined;
  return take(
    number,
    {
      words: isSolved ? 'confirm the solution of' : 'take back the solution of',
      bodyOf: (who) => ({
        ...who,
        operate_key: 'confirm',
        parameter: {
          virtual_confirm_result: isSolved,
          virtual_confirm_comment: comment ?? (isSolved ? 'Confirmed.' : 'Not solved.'),
        },
      }),
    },
    options,
  );
}

interface Step {
  /** Words before `incident`. */
  readonly words: string;
  readonly bodyOf: (who: Who, incident: Detail, session: CocSession) => HandleIncidentBody;
}

/** Takes a step. COC itself says whether the incident is in the state that the step needs: what it shows may be some seconds old. */
function take(number: string, { words, bodyOf }: Step, options: StepOptions): Promise<number> {
  return withCoc(options, async (session) => {
    const operator = operatorOf(session, options.operator);
    const { answer: incident } = await session.ask(getIncident, { path: { incident_num: number } });
    const made = await makeChange(
      session,
      {
        ...{ api: handleIncident, title: `${words} incident ${number}`, typed: number },
        request: { body: bodyOf({ incident_num: number, operator }, incident, session) },
        targets: [targetWords(number, incident)],
        lookAt: `coc-alarm-agent coc incidents show ${number}`,
      },
      options,
    );
    if (typeof made === 'number') return made;
    printAnswer(options, made.raw, () => 'COC took it\n');
    return EXIT_OK;
  });
}

/** An incident in one line. */
export function targetWords(number: string, { incident_title, status }: Detail): string {
  const state = incidentStateOf(status) ?? status ?? 'in no known state';
  return `${number}, ${state}: ${incident_title ?? ''}`;
}
