import type { ConfigIssue } from '../errors.ts';
import { ambiguousNames } from '../routing/ambiguous-names.ts';
import type { RoutingSettings } from '../routing/config.ts';

/** Parts of a configuration that notes are about. */
type Noted = RoutingSettings & { readonly sources: Readonly<Record<string, unknown>> };

/** Finds what a valid configuration probably does not mean. The agent runs with it all the same. */
export function configNotes({ sources, ...routing }: Noted): readonly ConfigIssue[] {
  return ambiguousNames(routing, Object.keys(sources));
}
