import { gzipSync } from 'node:zlib';

const MiB = 2 ** 20;
/** Just below the default of `listen.maxBody`. */
const SIZE = 16 * MiB - 1_024;

/** A large body of a sender, and how it is encoded. */
export interface LargeBody {
  readonly name: string;
  readonly bytes: Buffer;
  readonly encoding?: 'gzip';
}

/** A body of 16 MiB as Alertmanager sends it: some 20,000 alerts with eleven labels each. */
function honestBody(seed: number, text: string): Buffer {
  const alerts: string[] = [];
  for (let bytes = 0, n = 0; n < 20_000; n++) {
    const alert = JSON.stringify(honestAlert(`${seed}-${n}`, text));
    bytes += Buffer.byteLength(alert) + 1;
    if (bytes > SIZE - 1_024) break;
    alerts.push(alert);
  }
  return Buffer.from(
    `{"receiver":"coc","status":"firing","version":"4","groupKey":"{}","truncatedAlerts":0,` +
      `"groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am","alerts":[${alerts}]}`,
  );
}

function honestAlert(id: string, text: string) {
  return {
    status: 'firing',
    labels: {
      alertname: 'DiskWillFillSoon',
      severity: 'warning',
      instance: `node-${id}.example:9100`,
      job: 'node-exporter',
      namespace: 'monitoring',
      pod: `node-exporter-${id}`,
      cluster: 'prod-cn-north-4',
      device: '/dev/vda1',
      mountpoint: '/var/lib/data',
      team: 'sre',
      prometheus: 'monitoring/k8s',
    },
    annotations: { summary: `The disk of ${id} will fill soon`, description: text },
    startsAt: '2026-11-24T03:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example/graph?g0.expr=1',
  };
}

const LATIN = 'The file system has only 4 % of its space left, and fills within the next 24 hours. '.repeat(
  4,
);
const CHINESE = '文件系统剩余空间不足，预计二十四小时内写满。'.repeat(5);

/** Twenty bodies of real alerts, half of them with Chinese texts. */
export function honestBodies(): readonly LargeBody[] {
  return Array.from({ length: 20 }, (_, seed) => {
    const [name, text] = seed % 2 === 0 ? ['Latin', LATIN] : ['Chinese', CHINESE];
    return { name, bytes: honestBody(seed, text) };
  });
}

const filled = (part: string) => part.repeat(Math.floor((SIZE - 200) / part.length)).slice(0, -1);
/** With a URL that has a password, which is searched for before the body is kept. */
const beside = (list: string) =>
  Buffer.from(`{"version":"4","externalURL":"http://u:p@am","x":[${list}],"alerts":[]}`);
const manyKeys = () => {
  const objects = Array.from({ length: 100_000 }, (_, n) => {
    const keys = Array.from({ length: 9 }, (_unused, k) => `"k${n * 9 + k}":0`);
    return `{${keys}}`;
  });
  return objects.join();
};

/** Bodies that take many times their size once they are parsed or inflated. */
export function hostileBodies(): readonly LargeBody[] {
  const empty = filled('{},');
  const lists: readonly LargeBody[] = [
    { name: 'empty objects', bytes: Buffer.from(`{"version":"4","alerts":[${empty}]}`) },
    { name: 'objects beside the alerts', bytes: beside(empty) },
    { name: 'lists', bytes: beside(filled('[0],')) },
    { name: 'deep lists', bytes: beside(filled(`${'['.repeat(60)}${']'.repeat(60)},`)) },
    { name: 'numbers', bytes: beside(filled('0,')) },
    { name: 'texts', bytes: beside(filled('"",')) },
    { name: 'ever new keys', bytes: beside(manyKeys()) },
    { name: 'one text', bytes: Buffer.from(JSON.stringify({ version: '4', x: 'y'.repeat(SIZE - 200) })) },
    { name: 'blanks', bytes: Buffer.from(`${' '.repeat(SIZE - 200)}{"version":"4","alerts":[]}`) },
  ];
  const bombs = [empty, ' '.repeat(50 * MiB), honestBody(0, LATIN)].map((text) => gzipSync(text));
  return [
    ...lists,
    ...lists.slice(0, 5),
    ...[...bombs, ...bombs].map((bytes) => ({ name: 'bomb', bytes, encoding: 'gzip' as const })),
  ];
}
