import type { RoutingSettings } from '../../routing/config.ts';
import { applicationNotices } from './application-notices.ts';
import { lengthNotices } from './length-notices.ts';
import { matcherNotices } from './matcher-notices.ts';
import type { Notice } from './notice.ts';
import { operatorNotices } from './operator-notices.ts';
import { type ProjectSections, projectNotices } from './project-notices.ts';
import { variableNotices } from './variable-notices.ts';

/** The sections of a configuration that are looked through. */
export type NoticedSections = RoutingSettings &
  ProjectSections & { readonly sources: Readonly<Record<string, unknown>> };

/** Finds what a valid configuration says in vain, and what looks wrong in it. Reads no file. Pure. */
export function findNotices(sections: NoticedSections): readonly Notice[] {
  return [
    ...variableNotices(sections),
    ...matcherNotices(sections, Object.keys(sections.sources)),
    ...applicationNotices(sections),
    ...lengthNotices(sections),
    ...projectNotices(sections),
    ...operatorNotices(sections),
  ];
}
