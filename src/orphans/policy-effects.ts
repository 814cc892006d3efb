import { durationInWords } from '../time/time-span.ts';
import type { Change, Effect, PolicySettings } from './change.ts';
import { foreignPolicies } from './foreign-policies.ts';
import type { OpenIncidents } from './open-now.ts';
import { policyNamed } from './policy-named.ts';
import { several } from './several.ts';

/** Effects of changed incident policies on the incidents that they opened. Pure. */
export function policyEffects(
  incidents: readonly OpenIncidents[],
  { before, after }: Change,
): readonly Effect[] {
  const foreign = foreignPolicies(incidents, { before, after });
  const changed = after.policies.flatMap((policy) => {
    const [name = ''] = policy.names;
    const old = policyBefore(policy, before.policies);
    if (!old) return [];
    const own = incidents.filter((incident) => policy.names.includes(incident.policy));
    const counts = countsOf(own);
    const all = counts.open + counts.requested;
    const say = (key: string, count: number, message: string): readonly Effect[] =>
      count === 0
        ? []
        : [{ key: `incidents.${name}.${key}`, kind: 'changed', message: `the policy ${name}: ${message}` }];
    return [
      ...resolveEffects(old, policy, { counts, say }),
      ...touchEffects(old, policy, { counts, say }),
      ...(old.correlateBy === policy.correlateBy
        ? []
        : say(
            'correlateBy',
            all,
            `${incidentsOf(counts)} ${all === 1 ? 'keeps its alarms' : 'keep their alarms'}; alarms from now on share incidents by the new correlateBy, and join ${all === 1 ? 'it' : 'them'} no more`,
          )),
      ...(old.openAfter === policy.openAfter
        ? []
        : say(
            'openAfter',
            counts.requested,
            `${several(counts.requested, 'incident')} that ${counts.requested === 1 ? 'is' : 'are'} not opened yet ${counts.requested === 1 ? 'follows' : 'follow'} the new openAfter`,
          )),
      ...(old.warRoom || !policy.warRoom
        ? []
        : say(
            'warRoom',
            counts.roomless,
            `${several(counts.roomless, 'incident')} without a war room ${counts.roomless === 1 ? 'gets' : 'get'} one once accepted, where the level asks for it`,
          )),
    ];
  });
  return [...foreign, ...changed];
}

interface Counts {
  readonly open: number;
  readonly requested: number;
  readonly touched: number;
  readonly left: number;
  readonly roomless: number;
}

interface Saying {
  readonly counts: Counts;
  readonly say: (key: string, count: number, message: string) => readonly Effect[];
}

function countsOf(incidents: readonly OpenIncidents[]): Counts {
  const sum = (of: (incident: OpenIncidents) => boolean) =>
    incidents.reduce((total, incident) => total + (of(incident) ? incident.count : 0), 0);
  const isOpen = ({ state }: OpenIncidents) => state !== 'requested';
  return {
    open: sum(isOpen),
    requested: sum((incident) => !isOpen(incident)),
    touched: sum(({ isTouched, isLeft }) => isTouched && !isLeft),
    left: sum(({ isLeft }) => isLeft),
    roomless: sum(({ hasRoom }) => !hasRoom),
  };
}

/** The policy that a policy was before: the one with its name, or else one with a name in common. */
function policyBefore(
  { names }: PolicySettings,
  before: readonly PolicySettings[],
): PolicySettings | undefined {
  const [name = ''] = names;
  return (
    policyNamed(before, name) ?? before.find((policy) => policy.names.some((one) => names.includes(one)))
  );
}

/** The incidents of a policy in words, with those that are not opened yet. */
function incidentsOf({ open, requested }: Counts): string {
  if (open === 0)
    return `${several(requested, 'incident')} that ${requested === 1 ? 'is' : 'are'} not opened yet`;
  const opened = several(open, 'open incident');
  return requested === 0
    ? opened
    : `${opened} and ${requested} that ${requested === 1 ? 'is' : 'are'} not opened yet`;
}

function resolveEffects(
  old: PolicySettings,
  now: PolicySettings,
  { counts, say }: Saying,
): readonly Effect[] {
  const all = counts.open + counts.requested;
  const incidents = incidentsOf(counts);
  const [is, its] = all === 1 ? ['is', 'its'] : ['are', 'their'];
  const sayIt = (message: string) => say('resolve', all, message);
  if (old.resolve !== now.resolve) {
    if (now.resolve === 'none')
      return sayIt(`people end ${incidents} from now on; a step that is under way is taken`);
    const ending =
      now.resolve === 'complete'
        ? 'completed by the agent'
        : 'accepted and solved by the agent, and confirmed by people,';
    const since = old.resolve === 'none' ? ', counted from now at the earliest' : '';
    return sayIt(
      `${incidents} ${is} ${ending} when ${its} alarms have been over for ${durationInWords(now.after)}${since}`,
    );
  }
  if (now.resolve === 'none' || old.after === now.after) return [];
  return sayIt(
    `${incidents} ${is} ended when ${its} alarms have been over for ${durationInWords(now.after)}`,
  );
}

function touchEffects(old: PolicySettings, now: PolicySettings, { counts, say }: Saying): readonly Effect[] {
  if (now.resolve === 'none' || old.resolve === 'none' || old.onlyIfUntouched === now.onlyIfUntouched)
    return [];
  const { touched, left } = counts;
  const incidents = `${several(touched, 'incident')} that people work on`;
  const [is, it] = touched === 1 ? ['is', 'it'] : ['are', 'them'];
  if (now.onlyIfUntouched)
    return say(
      'resolve.onlyIfUntouched',
      touched,
      `${incidents} ${is} left to ${touched === 1 ? 'that person' : it}`,
    );
  const kept =
    left === 0
      ? ''
      : `; ${left} that the agent left to people already ${left === 1 ? 'stays theirs' : 'stay theirs'}`;
  return say('resolve.onlyIfUntouched', touched + left, `${incidents} ${is} ended by the agent too${kept}`);
}
