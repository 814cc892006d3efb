import type { FieldRules } from '../contract/check-fields.ts';
import { BAD_PARAMETER, plainRefusal } from '../contract/coc-answer.ts';
import { readText, readTexts } from '../contract/read-field.ts';
import { readQuery } from '../contract/read-fields.ts';
import type { FleetResource } from '../fleet/fleet-resource.ts';
import type { EmulatorSettings } from '../options.ts';
import { endpoint } from './endpoint.ts';
import { pageOf } from './page-of.ts';

/** Rules for the query. The reference has no lengths: the longest ones here are what a request line can hold. */
const rules: FieldRules = {
  provider: { kind: 'text', required: true, min: 1, max: 8_000 },
  type: { kind: 'text', required: true, min: 1, max: 8_000 },
  limit: { kind: 'long', required: true, min: 1, max: 100 },
  marker: { kind: 'text', required: false, min: 0, max: 8_000 },
  resource_id_list: { kind: 'texts', required: false, count: 8_000, max: 8_000 },
};

/**
 * `GET /v1/resources`: lists the resources of a kind, in the order of their markers. The marker of a page is the `id` of the
 * last row before it, which Huawei Cloud's Terraform provider relies on; with `resourcesMarker`, it is the `resource_id`. A
 * kind that does not exist has no resources, and a marker needs no row of its own: both are assumptions.
 *
 * @see COC API Reference 2.0, 4.1.1
 */
export const findResources = endpoint({
  operation: 'resources',
  method: 'GET',
  path: '/v1/resources',
  service: 'coc',
  answer(call, _ids, { fleet, settings }) {
    const { fields, violations } = readQuery(call.query, rules);
    if (violations.length > 0) return plainRefusal(BAD_PARAMETER, violations.join(' | '));
    const wanted = new Set(readTexts(fields.resource_id_list).filter((id) => id !== ''));
    const matches = (resource: FleetResource) =>
      resource.provider === fields.provider &&
      resource.type === fields.type &&
      (wanted.size === 0 || wanted.has(resource.resource_id));
    const found = fleet.current().filter((resource) => call.listing?.unfiltered || matches(resource));
    const marker = readText(fields.marker);
    const first = found.findIndex((resource) => fleet.isBehind(resource, marker));
    const skip = first < 0 ? found.length : first;
    const { rows } = pageOf(found, { skip, take: Number(fields.limit) }, call.listing);
    return { status: 200, json: { data: rows.map((resource) => shown(resource, settings)) } };
  },
});

/** The API of today also shows the state of the agent. */
function shown(resource: FleetResource, { contract }: EmulatorSettings): Partial<FleetResource> {
  if (contract === 'current') return resource;
  const { agent_state: _agentState, ...row } = resource;
  return row;
}
