import {
  retryRefused as original,
  type RefusedDeadLetter,
  type RetryContext,
} from '../../../../src/outbox/decide/anew/retry-refused.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import type { IncidentView } from '../../../../src/outbox/ledger/ledger-view.ts';

export type { RefusedDeadLetter, RetryContext };

export function retryRefused(
  view: IncidentView,
  refused: RefusedDeadLetter,
  context: RetryContext,
): readonly OutboxEvent[] {
  const blind: IncidentView = Object.create(view, {
    series: {
      value: (alarmId: Parameters<IncidentView['series']>[0]) => {
        const known = view.series(alarmId);
        return known && { ...known, refusedUnder: 'c0' };
      },
    },
    fires: { value: (...about: Parameters<IncidentView['fires']>) => view.fires(...about) },
    incident: { value: (...about: Parameters<IncidentView['incident']>) => view.incident(...about) },
  });
  return original(blind, refused, context);
}
