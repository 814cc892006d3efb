import type { Effect } from './change.ts';
import { type AfterRoutes, LeadComparison } from './compare-leads.ts';
import { readOpenAlertPage } from './open-alert-page.ts';

/** Alarms that are asked for at a time. */
const PART = 200;

/** Asks a running agent for a path of its admin API. Resolves with the body of its answer. */
export type AskAgent = (path: string) => Promise<unknown>;

/** Tells what routes mean for the alarms that fire in a running agent, which is asked for them part by part. */
export async function compareAnswers(ask: AskAgent, after: AfterRoutes): Promise<readonly Effect[]> {
  const comparison = new LeadComparison(after);
  let [from, all]: [number | undefined, number] = [0, 0];
  while (from !== undefined) {
    const answer = await ask(`/api/v1/open/alerts?limit=${PART}&after=${from}`);
    const { alerts, firing, next } = readOpenAlertPage(answer);
    for (const open of alerts) comparison.compare(open);
    [from, all] = [next, firing];
  }
  return comparison.effects(all);
}
