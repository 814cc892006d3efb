import { endpoint } from './endpoint.ts';

/**
 * `GET /v3/projects`: lists the projects of the account, or only those with one name.
 *
 * @see IAM API Reference, "Querying Project Information Based on the Specified Criteria".
 */
export const listProjects = endpoint({
  operation: 'projects',
  method: 'GET',
  path: '/v3/projects',
  service: 'iam',
  answer(call, _ids, { settings }) {
    const self = `http://${call.headers.host ?? 'localhost'}/v3/projects`;
    const name = new URLSearchParams(call.query).get('name');
    const projects = settings.auth.projects
      .filter((project) => name === null || project.name === name)
      .map((project) => ({
        ...project,
        domain_id: 'emulator-domain-id',
        parent_id: 'emulator-domain-id',
        is_domain: false,
        description: '',
        links: { self: `${self}/${project.id}`, next: null, previous: null },
      }));
    return { status: 200, json: { projects, links: { self, next: null, previous: null } } };
  },
});
