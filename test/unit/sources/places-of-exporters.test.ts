import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { placesOfLabels } from '../../../src/sources/places.ts';

/** Reads `name=value name=value`. */
function placesOf(labels: string) {
  const texts = labelsFrom(labels.split(' ').map((label) => label.split('=', 2) as [string, string]));
  const { resourceName, namespace, application } = placesOfLabels(texts);
  return { resourceName, namespace, application };
}

/** Labels of a target that the Prometheus operator scrapes. */
const target = (job: string, port: number) =>
  `job=${job} service=${job} instance=10.0.1.9:${port} namespace=ops pod=${job}-5c9f7d-x2k5z container=main`;
const X509 = target('x509-certificate-exporter', 9793);

describe('who is ill, by what exporters and operators really report', () => {
  it.each<[string, string, string, string | undefined]>([
    // Certificates
    [
      'certificate in a secret',
      `${X509} secret_name=web-tls secret_namespace=shop secret_key=tls.crt`,
      'web-tls',
      'shop',
    ],
    [
      'certificate in a config map',
      `${X509} configmap_name=ca configmap_namespace=shop configmap_key=ca.crt`,
      'ca',
      'shop',
    ],
    [
      'certificate in a file',
      `${X509} filename=apiserver.crt filepath=/etc/kubernetes/pki/apiserver.crt`,
      '/etc/kubernetes/pki/apiserver.crt',
      undefined,
    ],
    ['certificate in a file of a machine', 'job=certs instance=web-1:9793 filename=a.pem', 'a.pem', 'certs'],
    ['exporter of certificates itself', `${X509} reason=x`, '10.0.1.9:9793', undefined],
    ['certificate in a secret, summed up', 'secret_name=web-tls secret_namespace=shop', 'web-tls', 'shop'],
    [
      'certificate that ssl_exporter finds in a secret',
      'job=ssl-exporter instance=*/* exported_namespace=shop namespace=ops secret=web-tls serial_no=1',
      'web-tls',
      'shop',
    ],
    [
      'certificate that ssl_exporter finds in a file',
      'job=ssl-exporter instance=/etc/*.pem file=/etc/a.pem serial_no=1',
      '/etc/a.pem',
      'ssl-exporter',
    ],
    // Operators of Kubernetes
    [
      'certificate of cert-manager, with honor_labels',
      `${target('cert-manager', 9402)} namespace=shop name=web-tls issuer_name=le condition=False`,
      'web-tls',
      'shop',
    ],
    [
      'queue of cert-manager, which is no certificate',
      `${target('cert-manager', 9402)} name=certificates`,
      '10.0.1.9:9402',
      'ops',
    ],
    ['schedule of Velero', `${target('velero', 8085)} schedule=daily`, 'daily', 'ops'],
    [
      'secret from outside',
      `${target('external-secrets-metrics', 8080)} exported_namespace=shop name=db condition=Ready status=False`,
      'db',
      'shop',
    ],
    [
      'scaled object',
      `${target('keda-operator', 8080)} exported_namespace=shop scaledObject=checkout scaler=kafka type=scaledobject`,
      'checkout',
      'shop',
    ],
    [
      'scaled job, with honor_labels',
      'job=keda-operator instance=10.0.1.9:8080 namespace=shop scaledJob=import',
      'import',
      'shop',
    ],
    [
      'topic of Strimzi',
      `${target('strimzi-cluster-operator', 8080)} kind=KafkaTopic name=orders resource_namespace=kafka`,
      'orders',
      'kafka',
    ],
    [
      'image that Trivy found',
      `${target('trivy-operator', 8080)} exported_namespace=shop name=rs-web resource_kind=ReplicaSet resource_name=web-6b7`,
      'web-6b7',
      'shop',
    ],
    [
      'release of Flux',
      `${target('helm-controller', 8080)} exported_namespace=shop kind=HelmRelease name=web`,
      'web',
      'shop',
    ],
    [
      'node of Karpenter',
      `${target('karpenter', 8080)} node_name=ip-10-0-0-7 nodepool=spot`,
      'ip-10-0-0-7',
      'ops',
    ],
    [
      'object of an event',
      `${target('event-exporter', 9102)} involved_object_kind=Pod involved_object_name=a-1 involved_object_namespace=shop name=a-1.17`,
      'a-1',
      'shop',
    ],
    // Daemons of a node
    [
      'node with a problem',
      `${target('node-problem-detector', 20257)} node=worker-3 type=KernelDeadlock`,
      'worker-3',
      undefined,
    ],
    [
      'node with a problem, by the instance',
      'job=node-problem-detector instance=worker-3 reason=OOMKilling',
      'worker-3',
      undefined,
    ],
    [
      'node that has to start again',
      `${target('kured', 8080)} exported_node=worker-3 node=worker-1`,
      'worker-3',
      undefined,
    ],
    [
      'machine of a GPU',
      `${target('nvidia-dcgm-exporter', 9400)} Hostname=gpu-1 gpu=0 UUID=GPU-a`,
      'gpu-1',
      undefined,
    ],
    [
      'pod on a GPU',
      `${target('nvidia-dcgm-exporter', 9400)} Hostname=gpu-1 exported_pod=train-0 exported_namespace=ml`,
      'train-0',
      'ml',
    ],
    [
      'pod of a daemon, told by another',
      'namespace=kube-system pod=node-problem-detector-x2k5z node=worker-3',
      'node-problem-detector-x2k5z',
      'kube-system',
    ],
    // Probes
    [
      'target of ping_exporter',
      'job=ping instance=ping-exporter:9427 target=gw-1 ip=10.0.0.1',
      'gw-1',
      'ping',
    ],
    ['host of smokeping', 'job=smokeping instance=10.0.1.9:9374 host=gw-1 ip=10.0.0.1', 'gw-1', 'smokeping'],
    [
      'domain',
      'job=domain-exporter instance=domain-exporter:9222 domain=example.com',
      'example.com',
      'domain-exporter',
    ],
    // Databases outside Kubernetes
    [
      'PostgreSQL',
      'job=pg instance=db-1:9187 server=db-1.example.com:5432 datname=shop',
      'db-1.example.com:5432',
      'pg',
    ],
    ['MySQL beside its exporter', 'job=mysql instance=db-2:9104', 'db-2:9104', 'mysql'],
    ['Redis', 'job=redis instance=db-3:9121 addr=redis://localhost:6379', 'db-3:9121', 'redis'],
    ['MongoDB', 'job=mongodb instance=db-4:9216 rs_nm=rs0', 'db-4:9216', 'mongodb'],
    // Clouds and virtual machines
    ['data store', 'job=vmware instance=10.0.0.12:9272 ds_name=san-1 dc_name=dc-1', 'san-1', 'vmware'],
    ['ESX host', 'job=vmware instance=10.0.0.12:9272 host_name=esx-3', 'esx-3', 'vmware'],
    [
      'virtual machine, from Telegraf',
      'job=telegraf host=tg-1 vmname=vm-erp esxhostname=esx-3',
      'vm-erp',
      undefined,
    ],
    ['ESX host, from Telegraf', 'job=telegraf host=tg-1 esxhostname=esx-3', 'esx-3', undefined],
    [
      'agent of OpenStack',
      'job=openstack-exporter instance=10.0.0.9:9180 hostname=cmp-7 service=nova-compute',
      'cmp-7',
      'openstack-exporter',
    ],
    ['guest of Proxmox', 'job=pve instance=10.0.0.9:9221 id=qemu/100', 'qemu/100', 'pve'],
    [
      'service of Consul',
      `${target('consul-exporter', 9107)} service_name=checkout node=web-1`,
      'checkout',
      'ops',
    ],
    // Rulers, which add only labels of their own
    [
      'Thanos Ruler',
      'job=thanos-rule instance=10.0.2.2:10902 rule_group=g ruler_cluster=eu rule_replica=0',
      '10.0.2.2:10902',
      'thanos-rule',
    ],
    [
      'Cortex ruler',
      'job=cortex/ruler pod=ruler-0 namespace=cortex user=shop rule_group=g',
      'ruler-0',
      'cortex',
    ],
    // OpenTelemetry
    ['service, with dots', 'service.name=checkout service.namespace=shop', 'checkout', 'shop'],
    ['service', 'service_name=checkout service_namespace=shop', 'checkout', 'shop'],
    ['machine, with dots', 'host.name=web-1 service.name=checkout', 'web-1', undefined],
    ['machine', 'host_name=web-1 service_name=checkout', 'web-1', undefined],
    ['pod, with dots', 'k8s.pod.name=a-1 k8s.namespace.name=shop', 'a-1', 'shop'],
    ['both spellings', 'host.name=dotted host_name=plain', 'plain', undefined],
    ['both spellings, the other way round', 'host_name=plain host.name=dotted', 'plain', undefined],
    [
      'service that a collector tells of',
      `${target('otel-collector', 8889)} service_name=checkout service_namespace=shop`,
      'checkout',
      'shop',
    ],
    // A host alone
    ['hostname', 'hostname=web-1', 'web-1', undefined],
    ['server', 'server=web-1', 'web-1', undefined],
    ['node_name', 'node_name=web-1 service=sshd', 'web-1', undefined],
    ['server that is an address to listen on', 'server=dns://:53 job=coredns', 'coredns', 'coredns'],
    ['server on every address', 'server=0.0.0.0:53 job=coredns', 'coredns', 'coredns'],
    ['server on its own machine', 'server=127.0.0.1:53 job=dns', 'dns', 'dns'],
  ])('%s', (_, labels, resourceName, namespace) => {
    expect(placesOf(labels)).toMatchObject({ resourceName, namespace });
  });

  it('names the service of OpenTelemetry as the application', () => {
    expect(placesOf('service.name=checkout').application).toBe('checkout');
    expect(placesOf('service_name=checkout app=shop').application).toBe('shop');
  });
});
