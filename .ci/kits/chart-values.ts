import { z } from 'zod';

const text = z.string();
const name = z.string().max(253);
const on = z.boolean();
const texts = z.array(text);
const labels = z.record(text, text);
/** A piece of a Kubernetes object, which the API server checks. */
const piece = z.looseObject({});
const pieces = z.array(piece);
const port = z.int().min(1).max(65_535);
const seconds = z.int().min(0).max(3_600);
const duration = z.string().regex(/^[0-9]+(ms|s|m|h)$/);
const digest = z.string().regex(/^$|^sha256:[0-9a-f]{64}$/);

/** An object of ours: every key may be left out, and no other is taken. */
function part<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape).partial();
}

const image = { registry: text, repository: z.string().min(1), tag: text, digest };
const scrape = { enabled: on, namespace: name, labels, interval: duration, scrapeTimeout: duration };

const workload = {
  controller: z.enum(['StatefulSet', 'Deployment', 'None']),
  image: part({ ...image, pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']) }),
  imagePullSecrets: texts,
  extraArgs: texts,
  extraEnv: pieces,
  extraEnvFrom: pieces,
  extraVolumes: pieces,
  extraVolumeMounts: pieces,
  extraInitContainers: pieces,
  extraContainers: pieces,
  resources: piece,
  listenHost: z.enum(['0.0.0.0', '[::]']),
  containerPorts: part({ webhooks: port, admin: port }),
  adminScheme: z.enum(['', 'HTTP', 'HTTPS']),
  startupProbe: piece,
  livenessProbe: piece,
  readinessProbe: piece,
  preStopSleepSeconds: seconds,
  terminationGracePeriodSeconds: seconds,
  podAnnotations: labels,
  podLabels: labels,
  podSecurityContext: piece,
  securityContext: piece,
  nodeSelector: labels,
  tolerations: pieces,
  affinity: piece,
  topologySpreadConstraints: pieces,
  priorityClassName: name,
  schedulerName: name,
  runtimeClassName: name,
  hostAliases: pieces,
  dnsPolicy: z.enum(['', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']),
  dnsConfig: piece,
  serviceAccount: part({ create: on, name, annotations: labels }),
};

const storage = {
  persistence: part({
    enabled: on,
    existingClaim: name,
    storageClass: name,
    accessModes: z.array(z.enum(['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'])).min(1),
    size: z.string().regex(/^[0-9]+(Mi|Gi|Ti)$/),
    annotations: labels,
    labels,
    selector: piece,
    retention: part({ whenDeleted: z.enum(['Retain', 'Delete']), whenScaled: z.enum(['Retain', 'Delete']) }),
  }),
};

const network = {
  service: part({
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']),
    port,
    nodePort: z.int().min(1).max(65_535).nullable(),
    annotations: labels,
    labels,
    ipFamilyPolicy: z.enum(['', 'SingleStack', 'PreferDualStack', 'RequireDualStack']),
    ipFamilies: z.array(z.enum(['IPv4', 'IPv6'])),
    externalTrafficPolicy: z.enum(['', 'Cluster', 'Local']),
    loadBalancerClass: text,
    loadBalancerSourceRanges: texts,
  }),
  ingress: part({ enabled: on, className: name, annotations: labels, hosts: texts, tls: pieces }),
  httpRoute: part({ enabled: on, parentRefs: pieces, hostnames: texts, annotations: labels }),
  networkPolicy: part({
    enabled: on,
    senders: pieces,
    monitoring: pieces,
    egressPorts: z.array(port).min(1),
    egressTo: pieces,
    extraEgress: pieces,
  }),
  podDisruptionBudget: part({ enabled: on, maxUnavailable: z.int().min(0).max(1) }),
};

const monitoring = {
  serviceMonitor: part({ ...scrape, relabelings: pieces, metricRelabelings: pieces, tlsConfig: piece }),
  podMonitor: part({
    ...scrape,
    matchLabels: labels,
    port: name,
    relabelings: pieces,
    metricRelabelings: pieces,
  }),
  prometheusRule: part({
    enabled: on,
    namespace: name,
    labels,
    ruleLabels: labels,
    disabled: z.record(z.string().regex(/^CocAlarmAgent/), on),
    runbookUrl: text,
    additionalGroups: pieces,
  }),
  dashboard: part({ enabled: on, namespace: name, labels, annotations: labels }),
  requireMonitoringApi: on,
};

/** The values of the chart, without the agent's own configuration, which has a schema of its own. */
export const chartValuesSchema = part({
  config: piece,
  configKind: z.enum(['Secret', 'ConfigMap']),
  existingConfigSecret: name,
  existingConfigSecretKey: z.string().min(1),
  existingSecret: name,
  configReloader: part({ enabled: on, image: part(image), resources: piece }),
  ...workload,
  ...storage,
  ...network,
  ...monitoring,
  nameOverride: name,
  fullnameOverride: name,
  namespaceOverride: name,
  commonLabels: labels,
  commonAnnotations: labels,
  tests: part({ enabled: on }),
  extraObjects: z.array(z.union([piece, text])),
  global: z.looseObject({ imageRegistry: text.optional(), imagePullSecrets: texts.optional() }),
});
