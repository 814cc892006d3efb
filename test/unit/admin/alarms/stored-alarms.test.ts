import { expect, it } from 'vitest';
import { whereaboutsOf } from '../../../../src/admin/alarms/stored-alarms.ts';
import { aReport } from '../../observability/entries.ts';

it('a stored alarm says where it is; what is empty is not known', () => {
  const nowhere = { resource: null, resourceId: null, namespace: null, region: null };
  expect(whereaboutsOf(undefined)).toEqual(nowhere);
  expect(whereaboutsOf(aReport())).toEqual(nowhere);
  const somewhere = { resourceName: 'db-1', resourceId: 'i-1', nameSpace: 'db', regionId: 'cn' };
  expect(whereaboutsOf(aReport(somewhere))).toEqual({
    ...{ resource: 'db-1', resourceId: 'i-1', namespace: 'db', region: 'cn' },
  });
});
