/** Operations of the emulated API, by the names that fault rules and the request log use. */
export const operations = [
  'alarm',
  'incident-create',
  'incident-handle',
  'incident-detail',
  'incident-list',
  'incident-tickets',
  'incident-tasks',
  'incident-action',
  'incident-histories',
  'war-room-create',
  'war-room-list',
  'resources',
  'patch-reports',
  'patch-report',
  'script-create',
  'script-list',
  'script-delete',
  'script-update',
  'script-detail',
  'script-execute',
  'order-detail',
  'order-statistics',
  'order-batches',
  'order-batch',
  'order-list',
  'order-operate',
  'token',
  'projects',
] as const;

/** One operation of the emulated API. */
export type Operation = (typeof operations)[number];
