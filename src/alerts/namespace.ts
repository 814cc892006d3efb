import type { Alarm } from './alarm.ts';
import type { Alert } from './alert.ts';

/** Namespace that COC is told of an alarm whose source named none: COC demands one. */
export const STAND_IN_NAMESPACE = 'default';

/** Returns the namespace of an alarm; undefined where its source named none, and the stand-in is sent. */
export function namespaceOf(
  { nameSpace }: Pick<Alarm, 'nameSpace'>,
  { namespace }: Pick<Alert, 'namespace'>,
): string | undefined {
  const isStandIn = namespace === undefined && nameSpace === STAND_IN_NAMESPACE;
  return isStandIn || nameSpace === '' ? undefined : nameSpace;
}
