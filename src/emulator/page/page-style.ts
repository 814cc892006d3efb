/** The style sheet of the pages: light and dark; below 720 px, table rows become cards in one column. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #1c2430; --soft: #5b6675; --line: #e1e5ea;
  --red: #b3261e; --red-ground: #fbe9e7; --green: #1d6b3a; --green-ground: #e3f3e8;
  --amber: #8a5300; --amber-ground: #fdf1dc; --blue: #1f5aa8; --blue-ground: #e6effa;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #1a2029; --ink: #e4e8ee; --soft: #9aa6b5; --line: #2b333f;
    --red: #ff9d95; --red-ground: #43201f; --green: #8fd6a6; --green-ground: #1a3626;
    --amber: #f2c078; --amber-ground: #3d2e14; --blue: #9cc3f5; --blue-ground: #1c304a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 24px 20px 40px; max-width: 1200px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif;
}
header { margin-bottom: 20px; }
h1 { margin: 0; font-size: 24px; line-height: 1.25; }
header p { margin: 4px 0 0; color: var(--soft); }
header strong { color: var(--ink); font-weight: 600; }
h2 { margin: 28px 0 10px; font-size: 16px; }
a { color: var(--blue); }
.counters { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; margin: 0; }
.counters div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
.counters dt { color: var(--soft); font-size: 13px; }
.counters dd { margin: 2px 0 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.notice, .empty { margin: 14px 0 0; padding: 12px 14px; border-radius: 8px; }
.notice { background: var(--amber-ground); color: var(--amber); }
.empty { background: var(--card); border: 1px dashed var(--line); color: var(--soft); }
table {
  width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px;
}
th, td { padding: 9px 12px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-size: 13px; font-weight: 500; overflow-wrap: normal; white-space: nowrap; }
td { border-top: 1px solid var(--line); }
td strong { font-weight: 600; }
.note {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  color: var(--soft); font-size: 13px; white-space: pre-line;
}
.time { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; }
.source, .resource { font-size: 13px; }
.source { min-width: 120px; }
.resource { min-width: 200px; }
time, .badge, .level, td a { white-space: nowrap; }
.assignee { min-width: 110px; }
.badge {
  display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 13px; font-weight: 500;
  background: var(--blue-ground); color: var(--blue);
}
.badge.alarm, .badge.triggered, .badge.abnormal { background: var(--red-ground); color: var(--red); }
.badge.ok, .badge.resolved, .badge.completed, .badge.finished, .badge.approved { background: var(--green-ground); color: var(--green); }
.badge.acknowledged, .badge.paused, .badge.pending { background: var(--amber-ground); color: var(--amber); }
.badge.rejected, .badge.plain, .badge.ready, .badge.canceled { background: var(--line); color: var(--ink); }
.path { font-size: 13px; }
header .badge { vertical-align: 1px; }
.text { margin: 0; padding: 12px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.text, .facts dd { white-space: pre-line; overflow-wrap: anywhere; }
.work { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 14px; }
.work span { color: var(--soft); font-size: 13px; }
.work button {
  padding: 5px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink);
  font: inherit; font-size: 13px; cursor: pointer;
}
.work button:hover, .work button:focus-visible { border-color: var(--blue); color: var(--blue); }
.log { min-width: 280px; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.timeline { margin: 0; padding: 6px 14px; list-style: none; }
.timeline, .facts { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.timeline li {
  position: relative; display: grid; grid-template-columns: 160px 1fr auto; gap: 4px 12px; align-items: start;
  padding: 9px 0 9px 22px;
}
.timeline li::before {
  content: ""; position: absolute; left: 2px; top: 16px; width: 9px; height: 9px; border-radius: 50%;
  background: var(--blue);
}
.timeline li:not(:last-child)::after {
  content: ""; position: absolute; left: 6px; top: 28px; bottom: -13px; width: 1px; background: var(--line);
}
.timeline time { color: var(--soft); font-size: 13px; line-height: 23px; font-variant-numeric: tabular-nums; }
.event { overflow-wrap: anywhere; }
.event strong { font-weight: 600; }
.comment { display: block; color: var(--soft); font-size: 13px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 10px 16px; margin: 0; padding: 12px 14px; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; }
.level.critical { color: var(--red); font-weight: 600; }
.level.major { color: var(--amber); font-weight: 600; }
footer { margin-top: 24px; color: var(--soft); font-size: 13px; }
@media (max-width: 720px) {
  body { padding: 16px 12px 32px; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table { background: none; border: 0; }
  tr { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; margin-bottom: 10px; }
  td { display: grid; grid-template-columns: 88px 1fr; gap: 0 8px; padding: 3px 0; border: 0; }
  td::before { content: attr(data-label); color: var(--soft); font-size: 13px; }
  .source, .resource { font-size: inherit; }
  .timeline li { grid-template-columns: 1fr auto; }
  .timeline .event { grid-column: 1 / -1; grid-row: 2; }
  td > * { grid-column: 2; justify-self: start; }
}
`;
