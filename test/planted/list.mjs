/**
 * Bugs that the tests must catch. Each is a module below `bugs` that stands in for one of src: it exports what the
 * original exports, with one behaviour changed.
 */

const SIMULATION = ['test/crash/simulation.test.ts', 'test/crash/failing-calls.test.ts'];
const OUTBOX = ['test/unit/outbox', 'test/model/outbox-model.test.ts'];
const DISK = ['test/unit/journals/file/disk', 'test/unit/journals/file/real-order.test.ts'];
/** Tests of the built program, which then has the bug too. */
const BUILT = { tests: ['test/crash/order.test.ts'], built: true };
const JOURNALS = ['test/unit/journals', 'test/contract/journals.test.ts'];
const COC = ['test/unit/coc'];
const INCIDENTS = [...OUTBOX, 'test/model/incident-model.test.ts'];
const DELIVERY = ['test/unit/delivery', 'test/e2e/agent-delivery.test.ts', 'test/e2e/agent-stop.test.ts'];

/** @type {readonly import('./list.d.mts').PlantedBug[]} */
export const BUGS = [
  {
    name: 'a segment is not synced',
    bug: 'disk/segment-not-synced',
    replaces: 'src/journals/file/segments/segment-adapter.ts',
    tests: SIMULATION,
  },
  {
    name: 'the name of a new segment is not synced',
    bug: 'disk/segment-name-not-synced',
    replaces: 'src/journals/file/segments/segment-writer.ts',
    tests: SIMULATION,
  },
  {
    name: 'a small file is replaced before it is synced',
    bug: 'disk/small-file-not-synced',
    replaces: 'src/journals/file/disk/write-file.ts',
    tests: SIMULATION,
  },
  {
    name: 'the new name of a small file is not synced',
    bug: 'disk/small-file-name-not-synced',
    replaces: 'src/journals/file/disk/replace-file.ts',
    tests: SIMULATION,
  },
  {
    name: 'an append is answered before its sync has ended',
    bug: 'disk/answered-before-synced',
    replaces: 'src/journals/file/segments/segment-adapter.ts',
    tests: SIMULATION,
  },
  {
    name: 'a short write counts as a whole one',
    bug: 'disk/short-write-counts',
    replaces: 'src/journals/file/disk/write-file.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'half a write is not taken back',
    bug: 'disk/half-write-stays',
    replaces: 'src/journals/file/segments/segment-adapter.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'a failed sync is tried again on the same file',
    bug: 'disk/failed-sync-retried',
    replaces: 'src/journals/file/segments/segment-adapter.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'the checksum of a frame is not looked at',
    bug: 'disk/checksum-ignored',
    replaces: 'src/journals/file/disk/frame.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'on real disks the sync of a directory does nothing',
    bug: 'disk/directory-sync-does-nothing',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    tests: DISK,
  },
  {
    name: 'on real disks the sync of a file does nothing',
    bug: 'disk/file-sync-does-nothing',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    tests: DISK,
  },
  {
    name: 'on real disks a failed fdatasync is tried again',
    bug: 'disk/failed-fdatasync-retried',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    tests: DISK,
  },
  {
    name: 'a built agent does not sync directories',
    bug: 'disk/directory-sync-does-nothing',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    ...BUILT,
  },
  {
    name: 'a built agent answers before the sync has ended',
    bug: 'disk/answered-before-synced',
    replaces: 'src/journals/file/segments/segment-adapter.ts',
    ...BUILT,
  },
  {
    name: 'everyone may read the files',
    bug: 'disk/files-for-everyone',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    tests: DISK,
  },
  {
    name: 'everyone may read the directories',
    bug: 'disk/directories-for-everyone',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    tests: DISK,
  },
  {
    name: 'the parents of a new data directory are not synced',
    bug: 'disk/ancestors-not-synced',
    replaces: 'src/journals/file/disk/node-file-system.ts',
    tests: DISK,
  },
  {
    name: 'the end that a successor names is ignored',
    bug: 'journal/successor-end-ignored',
    replaces: 'src/journals/file/segments/segment-header.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'a segment goes before its settles are indexed',
    bug: 'journal/settles-not-indexed',
    replaces: 'src/journals/file/housekeeping.ts',
    tests: [...SIMULATION, ...JOURNALS],
  },
  {
    name: 'a segment goes before the ledger is stored beyond it',
    bug: 'journal/ledger-not-beyond',
    replaces: 'src/journals/file/housekeeping.ts',
    tests: [...SIMULATION, ...JOURNALS],
  },
  {
    name: 'what was read after a kill is built upon before it is durable',
    bug: 'journal/not-secured',
    replaces: 'src/journals/file/recovery/secure-segment.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'an owner that was replaced answers on',
    bug: 'journal/replaced-owner-answers',
    replaces: 'src/journals/file/epoch.ts',
    tests: JOURNALS,
  },
  {
    name: 'a dead letter is not stored before its entry leaves',
    bug: 'journal/dead-letter-not-awaited',
    replaces: 'src/journals/file/file-dead-letters.ts',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'what a newer version wrote is set aside as damage',
    bug: 'journal/newer-format-accepted',
    replaces: 'src/journals/file/recovery/format-version.ts',
    tests: JOURNALS,
  },
  {
    name: 'a number is used again',
    bug: 'outbox/number-used-again',
    replaces: 'src/outbox/state.ts',
    tests: [...OUTBOX, ...SIMULATION],
  },
  {
    name: 'the state changes before the append',
    bug: 'outbox/folded-before-appended',
    replaces: 'src/outbox/commit-loop.ts',
    tests: [...OUTBOX, ...SIMULATION],
  },
  {
    name: 'a new entry goes to the front of its lane',
    bug: 'outbox/new-entry-goes-first',
    replaces: 'src/outbox/lanes/due-lanes.ts',
    tests: [...OUTBOX, ...SIMULATION],
  },
  {
    name: 'what does not fit is dropped, and acknowledged',
    bug: 'outbox/full-outbox-acknowledges',
    replaces: 'src/outbox/outbox.ts',
    tests: OUTBOX,
  },
  {
    name: 'the bound of bytes is not held, and answered 200',
    bug: 'outbox/bytes-unbounded',
    replaces: 'src/outbox/intake-gate.ts',
    tests: OUTBOX,
  },
  {
    name: 'the first refusal makes a dead letter',
    bug: 'outbox/first-refusal-is-final',
    replaces: 'src/outbox/attempt-settler.ts',
    tests: OUTBOX,
  },
  {
    name: 'an alert that comes late opens an episode again',
    bug: 'outbox/late-alert-opens-again',
    replaces: 'src/outbox/policy.ts',
    tests: OUTBOX,
  },
  {
    name: 'an entry that is about to leave is tried',
    bug: 'outbox/leaving-entry-is-tried',
    replaces: 'src/outbox/lanes/due-lanes.ts',
    tests: OUTBOX,
  },
  {
    name: 'an entry that is being tried collapses',
    bug: 'outbox/tried-entry-collapses',
    replaces: 'src/outbox/lanes/due-lanes.ts',
    tests: OUTBOX,
  },
  {
    name: 'an entry that may have been tried before a start collapses',
    bug: 'outbox/restored-entry-collapses',
    replaces: 'src/outbox/lanes/due-lanes.ts',
    tests: OUTBOX,
  },
  {
    name: 'a recovery stands for a fire that COC has not seen',
    bug: 'outbox/recovery-replaces-unseen-fire',
    replaces: 'src/outbox/decide/collapse.ts',
    tests: OUTBOX,
  },
  {
    name: 'an end that comes before its beginning counts as a repeat',
    bug: 'outbox/end-before-beginning-repeats',
    replaces: 'src/outbox/decide/accept.ts',
    tests: OUTBOX,
  },
  {
    name: 'a series is forgotten whose end is still to be told',
    bug: 'outbox/unsettled-series-forgotten',
    replaces: 'src/outbox/ledger/series.ts',
    tests: OUTBOX,
  },
  {
    name: 'an alarm that is told again asks for a second incident of its episode',
    bug: 'incidents/second-for-one-episode',
    replaces: 'src/outbox/decide/incidents/request-incident.ts',
    tests: INCIDENTS,
  },
  {
    name: 'alarms of one correlation do not find the incident that they share',
    bug: 'incidents/shared-not-found',
    replaces: 'src/outbox/decide/incidents/request-incident.ts',
    tests: INCIDENTS,
  },
  {
    name: 'a budget of incidents that is spent is ignored',
    bug: 'incidents/budget-ignored',
    replaces: 'src/outbox/decide/incidents/request-incident.ts',
    tests: INCIDENTS,
  },
  {
    name: 'an incident is opened for what is over by then',
    bug: 'incidents/opened-for-what-is-over',
    replaces: 'src/outbox/decide/incidents/cancel-needless.ts',
    tests: [...INCIDENTS, 'test/e2e/agent-incidents.test.ts'],
  },
  {
    name: 'an incident that a person took is led on all the same',
    bug: 'incidents/taken-one-is-led-on',
    replaces: 'src/outbox/decide/incidents/next-steps.ts',
    tests: INCIDENTS,
  },
  {
    name: 'incidents are not restored from the snapshots of the ledger',
    bug: 'incidents/not-restored',
    replaces: 'src/outbox/ledger/ledger.ts',
    tests: [...INCIDENTS, ...JOURNALS, ...SIMULATION],
  },
  {
    name: 'an incident is forgotten while an alarm of it fires',
    bug: 'incidents/forgotten-while-firing',
    replaces: 'src/outbox/ledger/ledger.ts',
    tests: [...INCIDENTS, ...SIMULATION],
  },
  {
    name: 'a refused signature counts as the fault of the entry',
    bug: 'coc/refused-signature-rejects',
    replaces: 'src/coc/classify.ts',
    tests: COC,
  },
  {
    name: 'an incident without an answer is asked for again, blindly',
    bug: 'coc/asked-again-blindly',
    replaces: 'src/coc/coc-destination.ts',
    tests: COC,
  },
  {
    name: 'nothing is noted before an incident is asked for',
    bug: 'delivery/intent-not-noted',
    replaces: 'src/delivery/dispatcher.ts',
    tests: DELIVERY,
  },
  {
    name: 'an interrupted delivery counts as delivered',
    bug: 'delivery/interrupted-counts-as-delivered',
    replaces: 'src/delivery/dispatcher.ts',
    tests: DELIVERY,
  },
  {
    name: 'a throw while an incident is opened counts as no attempt',
    bug: 'delivery/throw-is-no-answer',
    replaces: 'src/delivery/dispatcher.ts',
    tests: DELIVERY,
  },
  {
    name: 'a reload never changes the pace',
    bug: 'delivery/pace-stays',
    replaces: 'src/delivery/dispatcher.ts',
    tests: DELIVERY,
  },
  {
    name: 'monotonic time is taken from the wall clock',
    bug: 'edge/monotonic-is-wall-time',
    replaces: 'src/time/clock.ts',
    tests: ['test/unit/time'],
  },
  {
    name: 'tokens are compared plainly',
    bug: 'edge/tokens-compared-plainly',
    replaces: 'src/sources/authentication.ts',
    tests: ['test/unit/sources'],
  },
  {
    name: 'from the second incident of a correlation on, the first is taken for the latest',
    bug: 'incidents/later-incident-not-found',
    replaces: 'src/outbox/ledger/incident-index.ts',
    tests: INCIDENTS,
  },
  {
    name: 'an alarm that comes back does not end the quiet time of its incident',
    bug: 'incidents/quiet-time-goes-on',
    replaces: 'src/outbox/ledger/fold-event.ts',
    tests: [...INCIDENTS, 'test/unit/incidents'],
  },
  {
    name: 'each alarm asks again for an incident that COC has refused',
    bug: 'incidents/refused-one-is-asked-for-again',
    replaces: 'src/outbox/decide/incidents/request-incident.ts',
    tests: INCIDENTS,
  },
  {
    name: 'a source that floods makes the series of others forgotten',
    bug: 'outbox/flood-forgets-others',
    replaces: 'src/outbox/ledger/ledger.ts',
    tests: OUTBOX,
  },
  {
    name: 'what waits behind a settled head is never collapsed',
    bug: 'outbox/behind-settled-head-never-collapses',
    replaces: 'src/outbox/lanes/due-lanes.ts',
    tests: OUTBOX,
  },
  {
    name: 'an alarm is asserted again after its resolve',
    bug: 'outbox/reassertion-follows-resolve',
    replaces: 'src/outbox/decide/reassert.ts',
    tests: OUTBOX,
  },
  {
    name: 'the file journal counts no pending bytes',
    bug: 'journal/pending-bytes-not-counted',
    replaces: 'src/journals/file/file-journal.ts',
    tests: [...JOURNALS, 'test/e2e/agent-full.test.ts'],
  },
  {
    name: 'throttling of a single attempt at once never pauses',
    bug: 'delivery/throttled-at-one-never-pauses',
    replaces: 'src/delivery/judge-outcome.ts',
    tests: DELIVERY,
  },
  {
    name: 'an unknown outcome makes a destination healthy',
    bug: 'delivery/unknown-means-healthy',
    replaces: 'src/delivery/judge-outcome.ts',
    tests: DELIVERY,
  },
  {
    name: 'the time of the next retry is not waited for',
    bug: 'delivery/retry-not-awaited',
    replaces: 'src/delivery/dispatcher.ts',
    tests: DELIVERY,
  },
  {
    name: 'an interrupted call counts as delivered',
    bug: 'coc/interrupted-is-delivered',
    replaces: 'src/coc/classify.ts',
    tests: ['test/e2e/agent-stop.test.ts'],
  },
  {
    name: 'the marks of reassertions and flaps vanish',
    bug: 'coc/marks-of-repeats-vanish',
    replaces: 'src/coc/encode-alarm.ts',
    tests: COC,
  },
  {
    name: 'a list of Zabbix never counts as whole',
    bug: 'edge/zabbix-list-never-whole',
    replaces: 'src/sources/zabbix/elements.ts',
    tests: ['test/unit/sources'],
  },
  {
    name: 'levels of Zabbix never move',
    bug: 'edge/zabbix-levels-stay',
    replaces: 'src/sources/zabbix/active.ts',
    tests: ['test/unit/sources'],
  },
  {
    name: 'a level that has fallen at the source is not told',
    bug: 'edge/falling-level-not-repaired',
    replaces: 'src/reconcile/repairs.ts',
    tests: ['test/unit/reconcile'],
  },
  {
    name: 'an agent that takes nothing answers 200',
    bug: 'edge/full-answers-200',
    replaces: 'src/webhooks/receive-webhook.ts',
    tests: ['test/unit/webhooks', 'test/e2e/agent-full.test.ts'],
  },
];
