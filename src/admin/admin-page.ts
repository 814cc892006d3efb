import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .4rem 1.2rem; }
dd { margin: 0; opacity: .8; }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .8rem; } }
`;

/** The hash of the only style of the page, as a source for a Content-Security-Policy. */
export const ADMIN_PAGE_STYLE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const LINKS: readonly (readonly [path: string, name: string, about: string])[] = [
  ['/api/v1/status', 'status', 'entries that wait, alarms that fire, and the health of each destination'],
  [
    '/api/v1/alarms?state=firing',
    'firing alarms',
    'alarms that fire, and what COC knows of them; /api/v1/alarms/ID has the story of one',
  ],
  ['/api/v1/incidents', 'incidents', 'incidents, their alarms, and their states in COC'],
  [
    '/api/v1/dead-letters',
    'dead letters',
    'entries that COC refused, and bodies and alerts that could not be read',
  ],
  ['/api/v1/destinations', 'destinations', 'where alarms and incidents go, and why something waits'],
  ['/metrics', 'metrics', 'for Prometheus'],
  ['/-/ready', 'ready', 'whether new alerts are accepted, and if not, why'],
  ['/-/healthy', 'healthy', 'whether the process answers'],
];

/** The front page, with links to everything else. It has no script, and loads nothing from elsewhere. */
export const ADMIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>coc-alarm-agent</title>
<style>${STYLE}</style>
<h1>coc-alarm-agent</h1>
<p>Everything here is JSON or text. For people: <code>coc-alarm-agent alarms list</code>.</p>
<dl>
${LINKS.map(([path, name, about]) => `<dt><a href="${path}">${name}</a></dt><dd>${about}</dd>`).join('\n')}
</dl>
</html>
`;
