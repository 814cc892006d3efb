import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Labels, labelsFrom } from '../../../src/alerts/alert.ts';
import { placesOfLabels } from '../../../src/sources/places.ts';

type Texts = Readonly<Record<string, string>>;

function placesOf(labels: Texts) {
  const { resourceName, namespace } = placesOfLabels(labelsFrom(Object.entries(labels)));
  return { resourceName, namespace };
}

/** Reads `name=value name=value`. */
function textsOf(labels: string): Texts {
  return Object.fromEntries(labels.split(' ').map((label) => label.split('=', 2)));
}

/** kube-state-metrics, scraped without `honor_labels`: labels of the metric are renamed where the target has them. */
const RENAMED =
  'job=kubernetes-service-endpoints instance=10.0.2.9:8080 namespace=monitoring pod=kube-state-metrics-5c9 node=worker-1';

describe('the resource and namespace of an alert about others', () => {
  it.each<[string, string, string, string | undefined]>([
    // kube-state-metrics
    ['pod, renamed', `${RENAMED} exported_namespace=shop exported_pod=checkout-1`, 'checkout-1', 'shop'],
    ['workload, renamed', `${RENAMED} exported_namespace=shop deployment=payments`, 'payments', 'shop'],
    ['node, renamed', `${RENAMED} exported_node=worker-3`, 'worker-3', undefined],
    [
      'pod, where the target has none',
      'job=kubernetes-service-endpoints service=prom-kube-state-metrics instance=10.0.2.9:8080 node=worker-1 namespace=monitoring exported_namespace=shop pod=checkout-1',
      'checkout-1',
      'shop',
    ],
    [
      'no labels of the target',
      'job=kube-state-metrics instance=10.0.2.9:8080 node=worker-3',
      'worker-3',
      undefined,
    ],
    [
      'found by app',
      'job=pods app_kubernetes_io_name=kube-state-metrics instance=10.0.2.9:8080 pod=a-1 namespace=shop',
      'a-1',
      'shop',
    ],
    [
      'found by instance',
      'job=k8s instance=kube-state-metrics.monitoring.svc:8080 pod=a-1 namespace=shop',
      'a-1',
      'shop',
    ],
    [
      'unknown target, but a workload',
      'job=k8s instance=10.0.2.9:8080 statefulset=db namespace=shop',
      'db',
      'shop',
    ],
    [
      'namespace that ends',
      'job=ksm instance=10.0.2.9:8080 pod=ksm-0 namespace=old phase=Terminating',
      'old',
      'old',
    ],
    [
      'its own pod, whatever the service is called',
      'job=ksm service=objects pod=objects-5c9 cronjob=billing namespace=shop instance=10.0.2.9:8080',
      'billing',
      'shop',
    ],
    [
      'service, where the endpoint of the target is there too',
      'job=kube-state-metrics endpoint=http-metrics namespace=shop instance=10.0.2.9:8080 pod=kps-kube-state-metrics-5c9f-x service=checkout',
      'checkout',
      'shop',
    ],
    [
      'endpoint',
      'job=kube-state-metrics endpoint=checkout namespace=shop instance=10.0.2.9:8080 pod=kps-kube-state-metrics-5c9f-x service=kps-kube-state-metrics',
      'checkout',
      'shop',
    ],
    [
      'service, renamed',
      'job=kube-state-metrics exported_service=checkout exported_namespace=shop namespace=monitoring pod=kps-kube-state-metrics-5c9f-x',
      'checkout',
      'shop',
    ],
    [
      'endpoint, renamed',
      'job=kube-state-metrics exported_endpoint=checkout endpoint=http namespace=shop instance=10.0.2.9:8080',
      'checkout',
      'shop',
    ],
    [
      'configuration map',
      'job=kube-state-metrics configmap=settings namespace=shop instance=1.1.1.1:8080',
      'settings',
      'shop',
    ],
    [
      'storage class, which is in no namespace',
      'job=kube-state-metrics storageclass=fast namespace=monitoring pod=ksm-1',
      'fast',
      undefined,
    ],
    [
      'namespace alone',
      'job=kube-state-metrics namespace=shop instance=10.0.2.9:8080 service=kps-kube-state-metrics',
      'shop',
      'shop',
    ],
    [
      'pod whose name begins like that of the reporter',
      'job=kube-state-metrics pod=kube-state-metrics-exporter-app-1 namespace=shop node=worker-1',
      'kube-state-metrics-exporter-app-1',
      'shop',
    ],
    [
      'itself',
      'job=kube-state-metrics instance=10.0.2.9:8080 pod=kube-state-metrics-5c9 namespace=monitoring',
      'kube-state-metrics-5c9',
      'monitoring',
    ],
    [
      'another exporter',
      'job=kube-state-metrics instance=10.0.2.9:8080 pod=blackbox-exporter-1 container=blackbox-exporter namespace=monitoring',
      'blackbox-exporter-1',
      'monitoring',
    ],
    // kubelet and cAdvisor
    [
      'container',
      'job=kubelet metrics_path=/metrics/cadvisor instance=10.0.0.5:10250 node=worker-3 namespace=shop pod=a-1 container=app',
      'a-1',
      'shop',
    ],
    [
      'claim',
      'job=kubelet instance=10.0.0.5:10250 node=worker-3 namespace=shop persistentvolumeclaim=data-db-0',
      'data-db-0',
      'shop',
    ],
    [
      'container of Docker',
      'job=cadvisor instance=docker-1:8080 name=redis image=redis:7',
      'redis',
      undefined,
    ],
    [
      'pod named like the kubelet',
      'job=kubelet instance=10.0.0.5:10250 node=worker-3 namespace=ops pod=kubelet-rubber-stamp-7 container=c',
      'kubelet-rubber-stamp-7',
      'ops',
    ],
    [
      'pod of cAdvisor, told by the kubelet',
      'job=kubelet metrics_path=/metrics/cadvisor instance=10.0.0.5:10250 node=worker-3 namespace=ops pod=cadvisor-x8k',
      'cadvisor-x8k',
      'ops',
    ],
    ['kubelet known by its port', 'job=nodes instance=10.0.0.5:10250 node=worker-3', 'worker-3', undefined],
    // Pushgateway
    [
      'machine that pushes',
      'job=pushgateway instance=pushgateway:9091 exported_instance=batch-7.example.com exported_job=nightly',
      'batch-7.example.com',
      'nightly',
    ],
    [
      'job that pushes',
      'job=pushgateway instance=pushgateway:9091 exported_job=nightly',
      'nightly',
      'nightly',
    ],
    [
      'job that pushes, with honor_labels',
      'job=nightly service=prom-pushgateway pod=prom-pushgateway-6b-x namespace=monitoring',
      'nightly',
      'nightly',
    ],
    [
      'machine that pushes, with honor_labels',
      'job=nightly service=prom-pushgateway instance=batch-7 pod=prom-pushgateway-6b-x',
      'batch-7',
      'nightly',
    ],
    ['the Pushgateway itself', 'job=pushgateway instance=pushgateway:9091', 'pushgateway:9091', undefined],
    // Probes
    [
      'site',
      'job=blackbox instance=https://shop.example.com pod=blackbox-exporter-1 namespace=monitoring',
      'https://shop.example.com',
      undefined,
    ],
    [
      'site of a team, whose probe has no pod',
      'job=blackbox instance=https://shop.example.com namespace=shop',
      'https://shop.example.com',
      'shop',
    ],
    [
      'site beside the address of the exporter',
      'job=sites instance=10.0.3.3:9115 target=https://shop.example.com',
      'https://shop.example.com',
      'sites',
    ],
    ['switch', 'job=snmp instance=core-sw-1 ifName=ge-0/0/1', 'core-sw-1', 'snmp'],
    ['switch by its own name', 'job=snmp instance=snmp-exporter:9116 sysName=core-sw-1', 'core-sw-1', 'snmp'],
    [
      'machine with a port, named like a probe',
      'job=blackbox-tcp instance=idrac-web-1:443',
      'idrac-web-1:443',
      'blackbox-tcp',
    ],
    [
      'machine with a port, named like a probe, beside another label',
      'job=blackbox-tcp instance=idrac-web-1:443 host=probe-1',
      'idrac-web-1:443',
      'blackbox-tcp',
    ],
    [
      'switch beside an exporter at another port',
      'job=snmp instance=snmp-exporter:8080 sysName=core-sw-1',
      'core-sw-1',
      'snmp',
    ],
    // Databases
    [
      'database',
      'job=postgres-exporter instance=postgres-exporter:9187 server=10.0.0.7:5432 datname=shop',
      '10.0.0.7:5432',
      'postgres-exporter',
    ],
    [
      'database beside its exporter',
      'job=postgres instance=db-1:9187 server=localhost:5432',
      'db-1:9187',
      'postgres',
    ],
    [
      'database as target',
      'job=redis-exporter instance=redis://10.0.0.8:6379',
      'redis://10.0.0.8:6379',
      'redis-exporter',
    ],
    [
      'database, older',
      'job=redis instance=10.0.3.4:9121 addr=redis://10.0.0.8:6379',
      'redis://10.0.0.8:6379',
      'redis',
    ],
    [
      'database of many',
      'job=mysqld-exporter instance=db-2.example.com:3306',
      'db-2.example.com:3306',
      'mysqld-exporter',
    ],
    // Clusters and their parts
    [
      'consumer group',
      'job=kafka-exporter consumergroup=billing topic=orders instance=10.0.1.9:9308',
      'billing',
      'kafka-exporter',
    ],
    ['topic, by the port', 'job=kafka topic=orders instance=10.0.1.9:9308', 'orders', 'kafka'],
    [
      'node of Elasticsearch',
      'job=elasticsearch-exporter name=es-data-2 instance=es-exporter:9114',
      'es-data-2',
      'elasticsearch-exporter',
    ],
    [
      'OSD',
      'job=rook-ceph-mgr ceph_daemon=osd.3 hostname=storage-2 instance=10.0.1.8:9283',
      'osd.3',
      'rook-ceph-mgr',
    ],
    [
      'application of Argo CD',
      'job=argocd-metrics name=guestbook dest_namespace=shop namespace=argocd instance=10.0.1.9:8082',
      'guestbook',
      'shop',
    ],
    [
      'volume of Longhorn',
      'job=longhorn-backend volume=pvc-123 pvc=data-0 node=worker-3 instance=10.1.0.9:9500',
      'data-0',
      'longhorn-backend',
    ],
    [
      'OSD in Kubernetes',
      'job=rook-ceph-mgr namespace=rook-ceph pod=rook-ceph-mgr-a-5f6 container=mgr ceph_daemon=osd.3 instance=10.1.0.8:9283',
      'osd.3',
      'rook-ceph',
    ],
    [
      'topic in Kubernetes',
      'job=kafka-exporter namespace=kafka pod=my-cluster-kafka-exporter-6b7-x2k5z topic=orders instance=10.1.0.9:9308',
      'orders',
      'kafka',
    ],
    [
      'volume of Longhorn that a claim elsewhere has',
      'job=longhorn-backend namespace=longhorn-system pod=longhorn-manager-x2k5z pvc=data pvc_namespace=shop instance=10.1.0.9:9500',
      'data',
      'shop',
    ],
    // Clouds
    [
      'ECS',
      'job=huaweicloud instance=10.0.0.10:8087 instance_id=6f5e hostname=ecs-shop-1 hostIP=192.168.0.4',
      'ecs-shop-1',
      'huaweicloud',
    ],
    [
      'ECS without a name',
      'job=cloudeye-exporter instance=10.0.0.10:8087 instance_id=6f5e',
      '6f5e',
      'cloudeye-exporter',
    ],
    [
      'RDS',
      'job=cloudeye instance=10.0.0.10:8087 rds_cluster_id=77 name=rds-orders',
      'rds-orders',
      'cloudeye',
    ],
    ['EC2', 'job=cloudwatch instance=10.0.0.11:9106 dimension_InstanceId=i-0abc', 'i-0abc', 'cloudwatch'],
    ['VM', 'job=vmware instance=10.0.0.12:9272 vm_name=vm-erp host_name=esx-3', 'vm-erp', 'vmware'],
    // Federation, collectors, and others
    [
      'federated',
      'job=federate instance=prom-shop:9090 exported_job=checkout exported_instance=10.9.0.4:8080',
      '10.9.0.4:8080',
      'checkout',
    ],
    [
      'federated sum',
      'job=federate instance=prom-shop:9090 namespace=shop deployment=payments',
      'payments',
      'shop',
    ],
    [
      'from a collector',
      'job=otel-collector instance=10.0.4.4:8889 exported_job=checkout',
      'checkout',
      'checkout',
    ],
    ['from Telegraf', 'job=telegraf instance=telegraf:9273 host=web-1', 'web-1', undefined],
    [
      'certificate',
      'job=cert-manager instance=10.0.9.9:9402 namespace=cert-manager pod=cert-manager-1 exported_namespace=shop name=web-tls',
      'web-tls',
      'shop',
    ],
    [
      'ingress',
      'job=ingress instance=10.0.8.8:10254 pod=ingress-1 namespace=ingress exported_namespace=shop exported_service=web ingress=web',
      'web',
      'shop',
    ],
    // Targets that report about themselves
    [
      'machine',
      'job=node-exporter instance=10.0.0.5:9100 namespace=monitoring pod=node-exporter-8kq container=node-exporter',
      '10.0.0.5:9100',
      'monitoring',
    ],
    [
      'machine named like a cloud',
      'job=node-exporter instance=pve-1.example.com:9100 name=sshd.service state=failed',
      'pve-1.example.com:9100',
      'node-exporter',
    ],
    [
      'machine of a cloud',
      'job=vms instance=openstack-compute-7:9100 app=vmware name=sshd.service',
      'openstack-compute-7:9100',
      'vms',
    ],
    [
      'machine with Windows',
      'job=windows_exporter instance=esxi-console:9182 name=spooler',
      'esxi-console:9182',
      'windows_exporter',
    ],
    [
      'machine named like a Pushgateway',
      'job=node instance=pushgateway-1.example.com:9100',
      'pushgateway-1.example.com:9100',
      'node',
    ],
    [
      'machine named like a Pushgateway, behind a proxy',
      'job=integrations/node_exporter instance=pushgateway-1.example.com name=sshd.service',
      'pushgateway-1.example.com',
      'integrations/node_exporter',
    ],
    ['application', 'job=hotel instance=10.0.7.7:8080 pod=hotel-1 namespace=shop', '10.0.7.7:8080', 'shop'],
    ['machine that scrapes itself', 'job=node instance=localhost:9100 host=web-1', 'web-1', 'node'],
    ['nothing but itself', 'job=prometheus instance=localhost:9090', 'localhost:9090', 'prometheus'],
    // Aggregated alerts
    ['sum of a service', 'service=checkout', 'checkout', undefined],
    ['sum of a job', 'job=checkout', 'checkout', 'checkout'],
    ['sum of a namespace', 'namespace=shop', 'shop', 'shop'],
    ['older scrape configuration', 'kubernetes_namespace=shop pod=a-1', 'a-1', 'shop'],
  ])('%s', (_, labels, resourceName, namespace) => {
    expect(placesOf(textsOf(labels))).toEqual({ resourceName, namespace });
  });

  it('of Grafana: the folder is the namespace when no label names one', () => {
    const labels = { alertname: 'Disk', grafana_folder: 'Unix', host: 'rabbit-1', path: '/', job: 'node' };
    expect(placesOf(labels)).toEqual({ resourceName: 'rabbit-1', namespace: 'Unix' });
    expect(placesOf({ ...labels, namespace: 'shop' }).namespace).toBe('shop');
    expect(placesOf({ ...labels, exported_namespace: 'shop' }).namespace).toBe('shop');
    expect(placesOf({ ...labels, grafana_folder: ' ' }).namespace).toBe('node');
  });
});

const name = fc.constantFrom(
  ...[
    'job',
    'service',
    'instance',
    'pod',
    'node',
    'namespace',
    'container',
    'deployment',
    'persistentvolumeclaim',
  ],
  ...['exported_pod', 'exported_namespace', 'exported_instance', 'exported_job', 'target', 'name', 'phase'],
);
const value = fc.constantFrom(
  ...[
    'kube-state-metrics',
    'kubelet',
    'pushgateway',
    'blackbox',
    'shop',
    'a-1',
    '10.0.0.5:10250',
    '10.0.0.5:9115',
  ],
  ...['localhost:9090', ' ', '', '__proto__'],
);
const labels = fc.dictionary(name, value);
const shown = (texts: Labels) => Object.values(texts).map((text) => text.trim());

describe('any labels', () => {
  it('name as resource and namespace only what stands in them, in whatever order', () => {
    fc.assert(
      fc.property(labels, (texts) => {
        const places = placesOf(texts);
        for (const text of Object.values(places))
          if (text !== undefined) expect(shown(texts)).toContain(text);
        expect(placesOf(Object.fromEntries(Object.entries(texts).reverse()))).toEqual(places);
      }),
    );
  });

  it('name a resource whenever they name a target', () => {
    fc.assert(
      fc.property(labels, fc.constantFrom('instance', 'pod', 'job', 'service'), (texts, target) => {
        expect(placesOf({ ...texts, [target]: 'a-1' }).resourceName).toBeDefined();
      }),
    );
  });

  it('name the pod and the namespace of the metric before those of the target', () => {
    fc.assert(
      fc.property(labels, (texts) => {
        const { exported_pod: _pod, exported_namespace: _namespace, ...target } = texts;
        const own = { exported_pod: 'ill-1', exported_namespace: 'ill' };
        expect(placesOf({ ...target, ...own })).toEqual({ resourceName: 'ill-1', namespace: 'ill' });
      }),
    );
  });

  it('name a claim before an address', () => {
    fc.assert(
      fc.property(labels, (texts) => {
        fc.pre(!Object.values(texts).includes('blackbox'));
        const { resourceName } = placesOf({
          ...texts,
          instance: '10.0.0.6:8080',
          persistentvolumeclaim: 'data-0',
        });
        expect(resourceName).not.toBe('10.0.0.6:8080');
      }),
    );
  });
});
