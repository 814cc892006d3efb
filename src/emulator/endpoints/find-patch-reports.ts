import type { FieldRules } from '../contract/check-fields.ts';
import { BAD_PARAMETER, plainRefusal } from '../contract/coc-answer.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readQuery } from '../contract/read-fields.ts';
import type { PatchReport } from '../patches/patch-report.ts';
import { endpoint } from './endpoint.ts';
import { anyText, hasPart, isWanted, patchPage, patchPageRules } from './patch-page.ts';

/** Rules for the query. */
const rules: FieldRules = {
  enterprise_project_id: anyText,
  name: anyText,
  instance_id: anyText,
  ip: anyText,
  eip: anyText,
  operating_system: {
    kind: 'enum',
    required: false,
    values: ['HuaweiCloudEulerOS', 'CentOS', 'EulerOS'],
  },
  region: anyText,
  group: anyText,
  compliant_status: { kind: 'enum', required: false, values: ['non_compliant', 'compliant'] },
  order_id: anyText,
  ...patchPageRules,
  sort_key: { kind: 'enum', required: false, values: ['report_time'] },
  report_scene: { kind: 'enum', required: false, values: ['CCE', 'ECS'] },
  cce_info_id: anyText,
};

/**
 * `GET /v1/patch/instance/compliant`: lists the reports about the patches of servers. A part of a name is enough for the filter
 * `name`, which is an assumption; all other filters are exact.
 *
 * @see COC API Reference 2.0, 4.5.1
 */
export const findPatchReports = endpoint({
  operation: 'patch-reports',
  method: 'GET',
  path: '/v1/patch/instance/compliant',
  service: 'coc',
  answer(call, _ids, { patches, settings }) {
    const { fields, violations } = readQuery(call.query, rules);
    if (violations.length > 0) return plainRefusal(BAD_PARAMETER, violations.join(' | '), 500);
    const found = patches.current().filter((report) => call.listing?.unfiltered || passes(report, fields));
    const timeOf = ({ execution_summary }: PatchReport) => execution_summary.report_time;
    const { rows, total } = patchPage(found, timeOf, fields, call, settings);
    return { status: 200, json: { count: total, instance_compliant: rows.map(rowOf) } };
  },
});

function passes(report: PatchReport, query: JsonObject): boolean {
  return (
    hasPart(query.name, report.name) &&
    isWanted(query.enterprise_project_id, report.enterprise_project_id) &&
    isWanted(query.instance_id, report.instance_id) &&
    isWanted(query.ip, report.ip) &&
    isWanted(query.eip, report.eip) &&
    isWanted(query.operating_system, report.operating_system) &&
    isWanted(query.region, report.region) &&
    isWanted(query.group, report.group) &&
    isWanted(query.compliant_status, report.status) &&
    isWanted(query.order_id, report.execution_summary.order_id) &&
    isWanted(query.report_scene, report.report_scene) &&
    isWanted(query.cce_info_id, report.cce_info_id)
  );
}

function rowOf({ items: _items, ...row }: PatchReport): Omit<PatchReport, 'items'> {
  return row;
}
