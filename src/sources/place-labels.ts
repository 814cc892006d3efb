/**
 * Labels of Prometheus and Grafana that name what an alert is about, best first. Both sources use these tables,
 * for webhooks and for lists of active alerts. Where the scraped target reports for others, its own labels are
 * the last resort: they name who reports, not who is ill. A name with dots, as OpenTelemetry writes it, counts as the one with
 * `_`.
 */

/** A label, or a label that counts only beside another one, or beside one of several. */
export type PlaceLabel = string | { readonly label: string; readonly beside: string | readonly string[] };

/** Objects of Kubernetes, in labels that targets themselves do not have. */
export const OBJECTS: readonly string[] = [
  ...['deployment', 'statefulset', 'daemonset', 'replicaset', 'replicationcontroller', 'workload'],
  ...['job_name', 'cronjob', 'horizontalpodautoscaler', 'verticalpodautoscaler', 'poddisruptionbudget'],
  ...['persistentvolumeclaim', 'persistentvolume', 'ingress', 'resourcequota', 'certificatesigningrequest'],
];

/** Labels of a metric that its target has as well. Prometheus renames them unless `honor_labels` is set. */
export const EXPORTED: readonly string[] = ['pod', ...OBJECTS, 'node', 'instance', 'host', 'container'].map(
  (name) => `exported_${name}`,
);

/** Objects that a metric names together with their namespace, whoever reports them: certificates and events. */
export const NAMED_OBJECTS: readonly PlaceLabel[] = [
  { label: 'secret_name', beside: 'secret_namespace' },
  { label: 'configmap_name', beside: 'configmap_namespace' },
  { label: 'involved_object_name', beside: 'involved_object_namespace' },
];

/** Labels that name the resource when the target reports about itself. */
export const PLAIN_RESOURCE: readonly PlaceLabel[] = [
  ...EXPORTED,
  ...OBJECTS,
  ...NAMED_OBJECTS,
  ...['instance', 'pod', 'node', 'host', 'hostname', 'nodename', 'container'],
  ...['k8s_pod_name', 'k8s_node_name', 'resource_name', 'instance_name', 'vm_name'],
  ...['host_name', 'node_name', 'server'],
];

/** Labels that name the target itself. They count when no better label names a resource. */
export const TARGET_RESOURCE: readonly PlaceLabel[] = ['pod', 'instance', 'node', 'host', 'container'];

/** Labels that name the resource when nothing else does. */
export const LAST_RESOURCE: readonly PlaceLabel[] = [
  ...['device', 'name', 'service', 'service_name', 'exported_job', 'job', 'namespace', 'cluster'],
];

/** Labels that name the namespace. `kubernetes_namespace` is from older scrape configurations. */
export const NAMESPACE: readonly PlaceLabel[] = [
  ...['exported_namespace', 'dest_namespace'],
  { label: 'pvc_namespace', beside: 'pvc' },
  { label: 'secret_namespace', beside: 'secret_name' },
  { label: 'configmap_namespace', beside: 'configmap_name' },
  { label: 'involved_object_namespace', beside: 'involved_object_name' },
  { label: 'resource_namespace', beside: 'name' },
  ...['namespace', 'kubernetes_namespace', 'k8s_namespace_name', 'service_namespace'],
];

/** Labels that name the namespace when no other does. `grafana_folder` is the folder of the rule. */
export const LAST_NAMESPACE: readonly PlaceLabel[] = ['grafana_folder', 'exported_job', 'job'];

/** Labels that name the namespace of an object that is in no namespace of Kubernetes. */
export const CLUSTER_NAMESPACE: readonly PlaceLabel[] = ['exported_namespace'];

/** Labels that name the namespace of what a target reports about, where `namespace` is its own. */
export const OTHERS_NAMESPACE: readonly PlaceLabel[] = [
  ...['exported_namespace', 'dest_namespace', 'pvc_namespace', 'secret_namespace', 'configmap_namespace'],
  ...['involved_object_namespace', 'k8s_namespace_name', 'service_namespace'],
  { label: 'resource_namespace', beside: 'name' },
];

/** Labels that name the region. */
export const REGION: readonly PlaceLabel[] = ['region'];

/** Labels that name the application or service. */
export const APPLICATION: readonly PlaceLabel[] = ['app', 'application', 'service', 'service_name', 'team'];

/** Labels that hold an id of the resource. */
export const RESOURCE_ID: readonly PlaceLabel[] = ['resource_id', 'instance_id', 'uid'];

/** Labels that name a node of Kubernetes. */
export const NODES: readonly string[] = ['node', 'node_name', 'k8s_node_name', 'kubernetes_node', 'Hostname'];

/** Objects that are in no namespace of Kubernetes: a label `namespace` beside them is that of the target. */
export const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  [...NODES, 'persistentvolume', 'certificatesigningrequest', 'storageclass', 'volumeattachment'].flatMap(
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
