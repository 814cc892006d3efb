{{- define "coc-alarm-agent.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "coc-alarm-agent.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "coc-alarm-agent.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "coc-alarm-agent.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "coc-alarm-agent.selectorLabels" -}}
app.kubernetes.io/name: {{ include "coc-alarm-agent.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "coc-alarm-agent.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "coc-alarm-agent.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: agent
app.kubernetes.io/part-of: coc-alarm-agent
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The metadata of an object. Takes a dict of root, and optionally suffix, name, namespace, labels, annotations. */}}
{{- define "coc-alarm-agent.metadata" -}}
metadata:
  name: {{ default (printf "%s%s" (include "coc-alarm-agent.fullname" .root) (default "" .suffix)) .name }}
  namespace: {{ default (include "coc-alarm-agent.namespace" .root) .namespace }}
  labels:
    {{- include "coc-alarm-agent.labels" .root | nindent 4 }}
    {{- with .labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with merge (dict) (default (dict) .annotations) .root.Values.commonAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "coc-alarm-agent.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "coc-alarm-agent.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* The reference of an image. Takes a dict of root, image and tag (the tag by default). */}}
{{- define "coc-alarm-agent.image" -}}
{{- $registry := default .image.registry .root.Values.global.imageRegistry -}}
{{- if $registry }}{{ $registry }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ default .tag .image.tag }}{{ end -}}
{{- end -}}

{{- define "coc-alarm-agent.pullSecrets" -}}
{{- with concat .Values.global.imagePullSecrets .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* The agent's configuration file. A sidecar is reached from within its pod only. */}}
{{- define "coc-alarm-agent.config" -}}
{{- $host := ternary "127.0.0.1" .Values.listenHost (eq .Values.controller "None") -}}
{{- $listen := dict
      "webhooks" (printf "%s:%d" $host (int .Values.containerPorts.webhooks))
      "admin" (printf "%s:%d" .Values.listenHost (int .Values.containerPorts.admin)) -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) (dict "listen" $listen "dataDir" "/data")) -}}
{{- end -}}

{{- define "coc-alarm-agent.configSecretName" -}}
{{- default (include "coc-alarm-agent.fullname" .) .Values.existingConfigSecret -}}
{{- end -}}

{{- define "coc-alarm-agent.configVolume" -}}
{{- if and (not .Values.existingConfigSecret) (eq .Values.configKind "ConfigMap") -}}
configMap:
  name: {{ include "coc-alarm-agent.configSecretName" . }}
  defaultMode: 0440
{{- else -}}
secret:
  secretName: {{ include "coc-alarm-agent.configSecretName" . }}
  defaultMode: 0440
  {{- if .Values.existingConfigSecret }}
  items:
    - key: {{ .Values.existingConfigSecretKey }}
      path: config.yaml
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "coc-alarm-agent.adminScheme" -}}
{{- $tls := dig "listen" "tls" "admin" "" .Values.config -}}
{{- default (ternary "HTTPS" "HTTP" (not (empty $tls))) .Values.adminScheme -}}
{{- end -}}

{{/* The heap of Node in MiB: 70 % of the memory limit, when that is written in Mi or Gi. */}}
{{- define "coc-alarm-agent.heap" -}}
{{- $limit := dig "limits" "memory" "" .Values.resources | toString -}}
{{- if regexMatch "^[0-9]+Mi$" $limit -}}
{{- div (mul (trimSuffix "Mi" $limit | int) 7) 10 -}}
{{- else if regexMatch "^[0-9]+Gi$" $limit -}}
{{- div (mul (trimSuffix "Gi" $limit | int) 7168) 10 -}}
{{- end -}}
{{- end -}}

{{/* What the agent and the test share: environment and mounts. */}}
{{- define "coc-alarm-agent.env" -}}
{{- $heap := include "coc-alarm-agent.heap" . -}}
{{- if or $heap .Values.extraEnv }}
env:
  {{- if $heap }}
  - name: NODE_OPTIONS
    value: "--max-old-space-size={{ $heap }}"
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- tpl (toYaml .) $ | nindent 2 }}
  {{- end }}
{{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- tpl (toYaml .) $ | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "coc-alarm-agent.configMounts" -}}
- name: config
  mountPath: /etc/coc-alarm-agent
  readOnly: true
{{- if .Values.existingSecret }}
- name: secrets
  mountPath: /run/secrets/coc-alarm-agent
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end -}}

{{- define "coc-alarm-agent.configVolumes" -}}
- name: config
  {{- include "coc-alarm-agent.configVolume" . | nindent 2 }}
{{- if .Values.existingSecret }}
- name: secrets
  secret:
    secretName: {{ .Values.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- with .Values.extraVolumes }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end -}}

{{- define "coc-alarm-agent.claim" -}}
accessModes:
  {{- toYaml .Values.persistence.accessModes | nindent 2 }}
resources:
  requests:
    storage: {{ .Values.persistence.size }}
{{- with .Values.persistence.storageClass }}
storageClassName: {{ . }}
{{- end }}
{{- with .Values.persistence.selector }}
selector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What both monitors have in common. The rules and the dashboard go by the name of the job. */}}
{{- define "coc-alarm-agent.scrape" -}}
interval: {{ .interval }}
scrapeTimeout: {{ .scrapeTimeout }}
relabelings:
  - targetLabel: job
    replacement: coc-alarm-agent
  {{- with .relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
