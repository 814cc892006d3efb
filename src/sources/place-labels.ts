/**
 * Labels of Prometheus and Grafana that name what an alert is about, best first. Both sources use these tables,
 * for webhooks and for lists of active alerts. Where the scraped target reports for others, its own labels are
 * the last resort: they name who reports, not who is ill.
 */

/** A label, or a label that counts only beside another one. */
export type PlaceLabel = string | { readonly label: string; readonly beside: string };

/** Objects of Kubernetes, in labels that targets themselves do not have. */
const OBJECTS = [
  ...['deployment', 'statefulset', 'daemonset', 'replicaset', 'replicationcontroller', 'workload'],
  ...['job_name', 'cronjob', 'horizontalpodautoscaler', 'verticalpodautoscaler', 'poddisruptionbudget'],
  ...['persistentvolumeclaim', 'persistentvolume', 'ingress', 'resourcequota', 'certificatesigningrequest'],
];

/** Labels of a metric that its target has as well. Prometheus renames them unless `honor_labels` is set. */
const EXPORTED = ['pod', ...OBJECTS, 'node', 'instance', 'host', 'container'].map(
  (name) => `exported_${name}`,
);

/** Labels that name the resource when the target reports about itself. */
export const PLAIN_RESOURCE: readonly PlaceLabel[] = [
  ...EXPORTED,
  ...OBJECTS,
  ...['instance', 'pod', 'node', 'host', 'hostname', 'nodename', 'container'],
  ...['k8s_pod_name', 'k8s_node_name', 'resource_name', 'instance_name', 'vm_name'],
];

/** Labels that name the target itself. They count when no better label names a resource. */
export const TARGET_RESOURCE: readonly PlaceLabel[] = ['pod', 'instance', 'node', 'host', 'container'];

/** Labels that name the target of kube-state-metrics. Beside an instance without a pod, a namespace is that of the metric. */
const TARGET_OF_OBJECTS: readonly PlaceLabel[] = [
  ...['pod', { label: 'namespace', beside: 'instance' }, 'instance', 'container'],
];

/** Labels that name the resource when nothing else does. */
export const LAST_RESOURCE: readonly PlaceLabel[] = [
  ...['device', 'name', 'service', 'exported_job', 'job', 'namespace', 'cluster'],
];

/** Labels that name the namespace. `kubernetes_namespace` is from older scrape configurations. */
export const NAMESPACE: readonly PlaceLabel[] = [
  ...['exported_namespace', 'dest_namespace', { label: 'pvc_namespace', beside: 'pvc' }, 'namespace'],
  ...['kubernetes_namespace', 'service_namespace'],
];

/** Labels that name the namespace when no other does. `grafana_folder` is the folder of the rule. */
export const LAST_NAMESPACE: readonly PlaceLabel[] = ['grafana_folder', 'exported_job', 'job'];

/** Labels that name the namespace of an object that is in no namespace of Kubernetes. */
export const CLUSTER_NAMESPACE: readonly PlaceLabel[] = ['exported_namespace'];

/** Labels that name the namespace of what a target reports about, where `namespace` is its own. */
export const OTHERS_NAMESPACE: readonly PlaceLabel[] = [
  ...['exported_namespace', 'dest_namespace', 'pvc_namespace', 'service_namespace', 'secret_namespace'],
];

/** Labels that name the region. */
export const REGION: readonly PlaceLabel[] = ['region'];

/** Labels that name the application or service. */
export const APPLICATION: readonly PlaceLabel[] = ['app', 'application', 'service', 'team'];

/** Labels that hold an id of the resource. */
export const RESOURCE_ID: readonly PlaceLabel[] = ['resource_id', 'instance_id', 'uid'];

/** Objects that are in no namespace of Kubernetes: a label `namespace` beside them is that of the target. */
export const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  ['node', 'persistentvolume', 'certificatesigningrequest', 'storageclass', 'volumeattachment'].flatMap(
    (name) => [name, `exported_${name}`],
  ),
);

/** Labels that name the target. The first is also part of the last resorts above. */
export const TARGET_NAMES: readonly string[] = [
  ...['job', 'service', 'app', 'app_kubernetes_io_name', 'k8s_app', 'kubernetes_name', 'metrics_path'],
];

/** Labels that tell where the target is, unless they name what is ill. */
export const TARGET_PLACES: readonly string[] = ['instance', 'pod', 'kubernetes_pod_name', 'container'];

/** Programs that report about their own machine, and their ports: the name of that machine may be any. */
export const OF_A_MACHINE = /^(?:integrations\/)?(?:.*\b)?(?:node|windows|wmi)(?:[-_]?exporter)?$/i;
export const PORTS_OF_A_MACHINE: ReadonlySet<string> = new Set(['9100', '9182', '9796']);

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
  /** True when it runs beside what it reports about: its namespace is theirs. */
  readonly isPart?: boolean;
  /** `cluster`: objects of Kubernetes; `many`: jobs of any kind; `one`: each target of its own scrape job. */
  readonly scope: 'cluster' | 'many' | 'one';
}

/** A `phase` without another object is that of a namespace. */
const KUBERNETES: readonly PlaceLabel[] = [
  ...['exported_pod', 'pod', ...EXPORTED, ...OBJECTS],
  ...['exported_namespace', 'namespace'].map((label) => ({ label, beside: 'phase' })),
  'node',
];

/** Objects that only kube-state-metrics tells of. A target of its own has labels `service` and `endpoint`. */
const FURTHER_OBJECTS: readonly PlaceLabel[] = [
  ...['service', 'endpoint', 'endpointslice', 'configmap', 'secret', 'storageclass', 'networkpolicy'],
  ...['lease', 'serviceaccount', 'volumeattachment', 'ingressclass', 'limitrange'],
].flatMap((name) => [`exported_${name}`, name]);

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
      ...['agent_host', 'host', 'hostname', 'node', 'k8s_node_name', 'service_name'],
    ],
    scope: 'many',
  },
  {
    name: 'probes',
    pattern: /blackbox|snmp|\bprobe|(?:ssl|domain|ping|json)[-_]exporter|ipmi|redfish|idrac|modbus/i,
    ports: ['9115', '9116', '9219', '9222', '9290', '9348', '9427', '9602', '9610', '7979'],
    ownPorts: true,
    resource: [
      ...EXPORTED,
      'instance',
      'target',
      'probe_target',
      'url',
      'sysName',
      'host',
      'hostname',
      'device',
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
      /kafka[-_]?exporter|(?:elastic|open)search[-_]?exporter|ceph[-_]?(?:mgr|exporter)|argo-?cd|longhorn|rabbitmq[-_]?exporter/i,
    ports: ['9308', '9114', '9283', '9926'],
    ownPorts: true,
    resource: [
      ...EXPORTED,
      ...['consumergroup', 'topic', 'queue', 'ceph_daemon', 'name', 'index', 'pvc', 'volume'],
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
        'hostname',
        'server_name',
      ],
      ...['name', 'dimension_InstanceId', 'dimension_DBInstanceIdentifier', 'dimension_LoadBalancer'],
      ...['resource_id', 'instance_id', 'instanceId', 'domain', 'host'],
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
