import type { FieldRules } from '../contract/check-fields.ts';
import { BAD_PARAMETER, plainRefusal } from '../contract/coc-answer.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readQuery } from '../contract/read-fields.ts';
import { type PatchItem, patchStatuses } from '../patches/patch-item.ts';
import { endpoint } from './endpoint.ts';
import { anyText, hasPart, isWanted, patchPage, patchPageRules } from './patch-page.ts';

/** Rules for the query. */
const rules: FieldRules = {
  ...patchPageRules,
  title: anyText,
  sort_key: { kind: 'enum', required: false, values: ['installed_time'] },
  patch_status: { kind: 'enum', required: false, values: patchStatuses },
  classification: anyText,
  severity_level: anyText,
  compliance_level: anyText,
};

/**
 * `GET /v1/patch/instance/compliant/{instance_compliant_id}`: lists the patches in a report. That an unknown report has none,
 * and that a part of a title is enough for the filter `title`, are assumptions.
 *
 * @see COC API Reference 2.0, 4.5.2
 */
export const readPatchReport = endpoint({
  operation: 'patch-report',
  method: 'GET',
  path: '/v1/patch/instance/compliant/{instance_compliant_id}',
  service: 'coc',
  answer(call, { instance_compliant_id: id }, { patches, settings }) {
    const { fields, violations } = readQuery(call.query, rules);
    if (violations.length > 0) return plainRefusal(BAD_PARAMETER, violations.join(' | '), 500);
    const items = patches.find(id)?.items ?? [];
    const found = items.filter((item) => call.listing?.unfiltered || passes(item, fields));
    const timeOf = ({ patch_detail }: PatchItem) => patch_detail.installed_time;
    const { rows, total } = patchPage(found, timeOf, fields, call, settings);
    return { status: 200, json: { count: total, compliance_items: rows } };
  },
});

function passes(item: PatchItem, query: JsonObject): boolean {
  return (
    hasPart(query.title, item.title) &&
    isWanted(query.patch_status, item.patch_detail.patch_status) &&
    isWanted(query.classification, item.classification) &&
    isWanted(query.severity_level, item.severity_level) &&
    isWanted(query.compliance_level, item.compliance_level)
  );
}
