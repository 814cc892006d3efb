import { type PersonAction, personActions, stepsOf } from '../people/person-action.ts';
import { type Incident, statusOf } from '../state/incident-log.ts';
import { escapeHtml } from './escape-html.ts';
import { incidentPath } from './incident-path.ts';

const labels: Readonly<Record<PersonAction, string>> = {
  draft: 'Make a draft',
  submit: 'Submit',
  accept: 'Accept',
  reject: 'Reject',
  reopen: 'Reopen',
  pause: 'Pause',
  resume: 'Resume',
  resolve: 'Resolve',
  complete: 'Complete',
};

/**
 * One button for each action that a person can perform on an incident in its state. Plain forms, no script.
 */
export function workButtons(incident: Incident): string {
  const possible = personActions.filter((action) => stepsOf(statusOf(incident), action).length > 0);
  if (possible.length === 0) return '';
  const path = escapeHtml(`${incidentPath(incident.incidentNum)}/work`);
  const buttons = possible.map(
    (action) => `<button name="action" value="${action}">${labels[action]}</button>`,
  );
  return `<form class="work" method="post" action="${path}"><span>Work on it by hand:</span>${buttons.join('')}</form>`;
}
