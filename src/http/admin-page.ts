/** The front page: where things are. No script, no style from elsewhere. */
export const ADMIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>coc-alarm-agent</title>
<h1>coc-alarm-agent</h1>
<ul>
<li><a href="/-/healthy">healthy</a></li>
<li><a href="/-/ready">ready</a></li>
<li><a href="/metrics">metrics</a></li>
<li><a href="/api/v1/status">status</a></li>
<li><a href="/api/v1/alarms?state=firing">firing alarms</a></li>
<li><a href="/api/v1/incidents">incidents</a></li>
<li><a href="/api/v1/dead-letters">dead letters</a></li>
</ul>
</html>
`;
