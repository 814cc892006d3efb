import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { formatJsonSchema } from '../../src/config/json-schema.ts';
import { DASHBOARD_ROWS, type PanelPlan } from './dashboard-panels.ts';

const SELECTOR = 'job="coc-alarm-agent", cluster=~"$cluster", namespace=~"$namespace", instance=~"$instance"';
const DATASOURCE = { type: 'prometheus', uid: '$datasource' };
const WIDTH = 24;
const STAT_WIDTH = 3;
const STAT_HEIGHT = 4;
const LINES_HEIGHT = 7;

/** The queries of the dashboard as Grafana sends them, but for its own variables. */
export function dashboardQueries(): readonly string[] {
  return DASHBOARD_ROWS.flatMap(({ panels }) =>
    panels.flatMap(({ queries }) => queries.map(({ expr }) => expr.replaceAll('SELECTOR', SELECTOR))),
  );
}

/** The dashboard as the JSON text that Grafana imports: always the same for the same plan. */
export function formatDashboard(): string {
  return formatJsonSchema(JSON.parse(JSON.stringify(buildDashboard())));
}

function buildDashboard() {
  const dashboard = new DashboardBuilder('coc-alarm-agent')
    .uid('coc-alarm-agent')
    .description('Alerts on their way to Huawei Cloud COC: from what is urgent to what is detail.')
    .tags(['coc-alarm-agent', 'alerting'])
    .editable()
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(labelVariable('cluster', ''))
    .withVariable(labelVariable('namespace', 'cluster=~"$cluster"'))
    .withVariable(labelVariable('instance', 'cluster=~"$cluster", namespace=~"$namespace"'));
  for (const { title, panels } of DASHBOARD_ROWS) {
    dashboard.withRow(new RowBuilder(title));
    const width = panels[0]?.kind === 'stat' ? STAT_WIDTH : WIDTH / columnsOf(panels.length);
    for (const plan of panels) dashboard.withPanel(panel(plan, width));
  }
  return dashboard.build();
}

function columnsOf(panels: number): number {
  return panels % 3 === 0 ? 3 : 4;
}

function labelVariable(label: string, within: string): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .label(label)
    .datasource(DATASOURCE)
    .query(`label_values(coc_alarm_agent_build_info{${within}}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}

function panel(plan: PanelPlan, width: number): StatBuilder | LinesBuilder {
  const builder =
    plan.kind === 'stat' ? new StatBuilder().height(STAT_HEIGHT) : new LinesBuilder().height(LINES_HEIGHT);
  builder.title(plan.title).description(plan.about).unit(plan.unit).datasource(DATASOURCE).span(width);
  if (plan.kind === 'lines') builder.min(0);
  for (const { expr, legend = '{{instance}}' } of plan.queries) {
    const query = new DataqueryBuilder().expr(expr.replaceAll('SELECTOR', SELECTOR)).legendFormat(legend);
    builder.withTarget(plan.kind === 'stat' ? query.instant() : query.range());
  }
  return builder.thresholds(thresholds(plan));
}

function thresholds({ badFrom, goodFrom }: PanelPlan): ThresholdsConfigBuilder {
  const steps: { value: number | null; color: string }[] = [
    { value: null, color: goodFrom === undefined ? 'green' : 'red' },
  ];
  if (badFrom !== undefined) steps.push({ value: badFrom, color: 'red' });
  if (goodFrom !== undefined) steps.push({ value: goodFrom, color: 'green' });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
