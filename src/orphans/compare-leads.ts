import type { Renderer } from '../outbox/renderer.ts';
import type { Effect, TellingSettings } from './change.ts';
import { differenceOf } from './difference.ts';
import { DifferenceTally } from './difference-tally.ts';
import { leadOf } from './lead.ts';
import type { OpenAlert } from './open-alert.ts';

/** Routes of a configuration. */
export type Routes = Renderer['route'];

/** What the routes of a configuration are compared with. */
export interface AfterRoutes {
  readonly routes: Routes;
  readonly settings: Pick<TellingSettings, 'names' | 'policies' | 'renamed'>;
}

/** Counts what the routes of a configuration mean for alarms that fire, one after another. */
export class LeadComparison {
  readonly #tally = new DifferenceTally();
  readonly #after: AfterRoutes;
  #compared = 0;

  constructor(after: AfterRoutes) {
    this.#after = after;
  }

  compare(open: OpenAlert): void {
    this.#compared += 1;
    const { routes, settings } = this.#after;
    const difference = differenceOf(open, leadOf(routes(alertNow(open, settings), open.at)), settings);
    if (difference) this.#tally.add(difference);
  }

  /** Says what was found. `firing` is the number of all alarms that fire. */
  effects(firing: number): readonly Effect[] {
    return this.#tally.effects({ firing, compared: this.#compared });
  }
}

/** The alert as its source would send it again: under the name that the source has by then. */
function alertNow({ alert, source }: OpenAlert, { renamed }: AfterRoutes['settings']): OpenAlert['alert'] {
  const now = renamed.sources[source] ?? source;
  return alert.source === now ? alert : { ...alert, source: now };
}
