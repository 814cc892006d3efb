import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .4rem 1.2rem; }
dd { margin: 0; opacity: .8; }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .8rem; } }
`;

/** The one style that the page has, as a source of a Content-Security-Policy. */
export const ADMIN_PAGE_STYLE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const LINKS: readonly (readonly [path: string, name: string, about: string])[] = [
  ['/api/v1/status', 'status', 'what waits, what fires, and how each destination is'],
  [
    '/api/v1/alarms?state=firing',
    'firing alarms',
    'and whether COC knows; /api/v1/alarms/ID has the story of one',
  ],
  ['/api/v1/incidents', 'incidents', 'their alarms, and what people did with them'],
  ['/api/v1/dead-letters', 'dead letters', 'what COC refused, and what could not be read'],
  ['/metrics', 'metrics', 'for Prometheus'],
  ['/-/ready', 'ready', 'whether new alerts are taken, and why not'],
  ['/-/healthy', 'healthy', 'whether the process answers'],
];

/** The front page: where things are. No script, nothing from elsewhere. */
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
