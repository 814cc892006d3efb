import { EXPORTED, NAMED_OBJECTS, NODES, OBJECTS, type PlaceLabel } from './place-labels.ts';

/** A kind of target that reports for others. */
export interface Reporter {
  readonly name: string;
  /** Recognises the names of the target, such as its label `job`. */
  readonly pattern: RegExp;
  /** Usual ports of the reporter: an `instance` with one of them is its own address. */
  readonly ports: readonly string[];
  /** True when nearly no other target uses these ports, so that they tell the reporter. */
  readonly ownPorts: boolean;
  /** Labels that name the resource, best first. Names of the reporter itself are skipped. */
  readonly resource: readonly PlaceLabel[];
  /** Labels for the resource when none of these names one. */
  readonly lastResort?: readonly PlaceLabel[];
  /** True when it runs in no pod: the label `pod` never names the reporter. */
  readonly hasNoPod?: boolean;
  /** True when its pod does not tell it: an alert with that pod alone is about the pod, not about the node below it. */
  readonly isUnknownByPod?: boolean;
  /** True when it runs beside what it reports about: its namespace is theirs. */
  readonly isPart?: boolean;
  /** `cluster`: objects of Kubernetes; `many`: jobs of any kind; `one`: each target of its own scrape job. */
  readonly scope: 'cluster' | 'many' | 'one';
}

/** Labels that name the target of kube-state-metrics. Beside an instance without a pod, a namespace is that of the metric. */
const TARGET_OF_OBJECTS: readonly PlaceLabel[] = [
  ...['pod', { label: 'namespace', beside: 'instance' }, 'instance', 'container'],
];

/** A `phase` without another object is that of a namespace. */
const KUBERNETES: readonly PlaceLabel[] = [
  ...['exported_pod', 'pod', ...EXPORTED, ...OBJECTS],
  ...['exported_namespace', 'namespace'].map((label) => ({ label, beside: 'phase' })),
  ...NODES,
];

/** Objects that only kube-state-metrics tells of. A target of its own has labels `service` and `endpoint`. */
const FURTHER_OBJECTS: readonly PlaceLabel[] = [
  ...['service', 'endpoint', 'endpointslice', 'configmap', 'secret', 'storageclass', 'networkpolicy'],
  ...['lease', 'serviceaccount', 'volumeattachment', 'ingressclass', 'limitrange'],
].flatMap((name) => [`exported_${name}`, name]);

/** Labels beside which `name` is that of an object, and not of a queue of the operator itself. */
const BESIDE_NAME = [
  ...['exported_namespace', 'condition', 'issuer_name', 'resource_namespace', 'customresource_kind', 'kind'],
];

/** Reporters. The first that fits is taken. */
export const REPORTERS: readonly Reporter[] = [
  {
    name: 'kube-state-metrics',
    pattern: /kube-?state-?metrics|\bksm\b/i,
    ports: [],
    ownPorts: false,
    resource: [...KUBERNETES, 'name', ...FURTHER_OBJECTS],
    lastResort: TARGET_OF_OBJECTS,
    scope: 'cluster',
  },
  {
    name: 'kubelet and cAdvisor',
    pattern: /kubelet|cadvisor|^kubernetes-nodes/i,
    ports: ['10250', '10255', '4194'],
    ownPorts: true,
    resource: [...KUBERNETES, 'kubernetes_io_hostname', 'name'],
    hasNoPod: true,
    scope: 'cluster',
  },
  {
    name: 'API server, about the APIs behind it',
    pattern: /^(?:kube-?|kubernetes-?)?api-?servers?$/i,
    ports: [],
    ownPorts: false,
    resource: [...EXPORTED, 'name'],
    scope: 'one',
  },
  {
    name: 'exporters of certificates',
    pattern: /x509-certificate-exporter/i,
    ports: ['9793'],
    ownPorts: true,
    resource: [...EXPORTED, 'secret_name', 'configmap_name', 'filepath', 'filename'],
    lastResort: ['instance', 'pod'],
    scope: 'one',
  },
  {
    name: 'operators',
    pattern:
      /cert-?manager|external-?secrets|\bvelero|\bkeda\b|\bkarpenter|strimzi|trivy-?operator|\bflux-system|(?:source|kustomize|helm|notification)-controller|event-?exporter/i,
    ports: [],
    ownPorts: false,
    resource: [
      ...EXPORTED,
      ...NAMED_OBJECTS,
      ...['schedule', 'scaledObject', 'scaledJob'],
      { label: 'resource_name', beside: 'resource_kind' },
      { label: 'name', beside: BESIDE_NAME },
      ...OBJECTS,
      ...['node_name', 'nodepool'],
    ],
    lastResort: ['instance', 'pod'],
    isPart: true,
    scope: 'one',
  },
  {
    name: 'daemons of a node',
    pattern: /node-?problem-?detector|\bkured\b|dcgm-?exporter/i,
    ports: ['20257', '9400'],
    ownPorts: true,
    resource: [...EXPORTED, ...NODES, 'instance'],
    lastResort: ['instance', 'pod'],
    isUnknownByPod: true,
    scope: 'cluster',
  },
  {
    name: 'Pushgateway',
    pattern: /push-?gateway|push-?gw/i,
    ports: ['9091'],
    ownPorts: false,
    resource: [...EXPORTED, 'exported_job', ...OBJECTS, 'instance', 'host', 'hostname', 'job'],
    scope: 'many',
  },
  {
    name: 'federation and collectors',
    pattern: /federat|\botel|opentelemetry|statsd|graphite|collectd|telegraf|\balloy\b/i,
    ports: [],
    ownPorts: false,
    resource: [
      ...EXPORTED,
      ...['exported_job', 'exported_service', ...OBJECTS, 'pod', 'k8s_pod_name', 'k8s_deployment_name'],
      ...['vmname', 'esxhostname', 'agent_host', 'host', 'hostname', 'host_name', 'node', 'k8s_node_name'],
      'service_name',
    ],
    scope: 'many',
  },
  {
    name: 'probes',
    pattern:
      /blackbox|smoke-?ping|snmp|\bprobe|(?:ssl|domain|ping|json)[-_]exporter|ipmi|redfish|idrac|modbus/i,
    ports: ['9115', '9116', '9219', '9222', '9290', '9348', '9374', '9427', '9602', '9610', '7979'],
    ownPorts: true,
    resource: [
      ...EXPORTED,
      // Of a certificate in a secret or a file, the instance is a pattern of names.
      ...['secret', 'file'].map((label) => ({ label, beside: 'serial_no' })),
      ...['instance', 'target', 'probe_target', 'url', 'domain', 'sysName', 'host', 'hostname', 'device'],
    ],
    scope: 'one',
  },
  {
    name: 'databases',
    pattern: /(?:mysqld?|mariadb|redis|postgres|mongodb|oracledb|mssql|memcached|pgbouncer)[-_]exporter/i,
    ports: ['9104', '9121', '9187', '9216', '9161', '9150', '9127'],
    ownPorts: true,
    resource: [...EXPORTED, 'instance', 'target', 'server', 'addr', 'db_instance'],
    scope: 'one',
  },
  {
    name: 'clusters and their parts',
    pattern:
      /kafka[-_]?exporter|consul[-_]?exporter|(?:elastic|open)search[-_]?exporter|ceph[-_]?(?:mgr|exporter)|argo-?cd|longhorn|rabbitmq[-_]?exporter/i,
    ports: ['9308', '9114', '9283', '9926'],
    ownPorts: true,
    resource: [
      ...EXPORTED,
      ...['consumergroup', 'topic', 'queue', 'ceph_daemon', 'name', 'index', 'pvc', 'volume'],
      'service_name',
      ...['hostname', 'node'],
    ],
    isPart: true,
    scope: 'one',
  },
  {
    name: 'cloud services',
    pattern:
      /cloud-?eye|huawei-?cloud|cloud-?watch|\byace\b|stack-?driver|azure-?(?:monitor|metrics)|aliyun|alicloud|tencent-?cloud|qcloud|openstack|vmware|vsphere|esxi|proxmox|\bpve\b|libvirt/i,
    ports: ['9106', '9177', '9221', '9255', '9272', '9276'],
    ownPorts: true,
    resource: [
      ...[
        'exported_instance',
        'resource_name',
        'instance_name',
        'vm_name',
        'host_name',
        'ds_name',
        'hostname',
        'server_name',
      ],
      ...['name', 'dimension_InstanceId', 'dimension_DBInstanceIdentifier', 'dimension_LoadBalancer'],
      ...['resource_id', 'instance_id', 'instanceId', 'domain', 'host', 'id'],
    ],
    scope: 'one',
  },
];

/** A target in Kubernetes whose metric has a namespace of its own, such as cert-manager. */
export const OTHER_REPORTER: Reporter = {
  name: 'others with exported_namespace',
  pattern: /^$/,
  ports: [],
  ownPorts: false,
  resource: [...EXPORTED, 'exported_service', ...OBJECTS, 'name', 'exported_job'],
  scope: 'many',
};
