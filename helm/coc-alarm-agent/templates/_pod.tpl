{{/* The template of the agent's pod, for the StatefulSet and the Deployment. */}}
{{- define "coc-alarm-agent.podTemplate" -}}
{{- $checksum := and (not .Values.configReloader.enabled) (not .Values.existingConfigSecret) -}}
metadata:
  labels:
    {{- include "coc-alarm-agent.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or $checksum .Values.podAnnotations }}
  annotations:
    {{- if $checksum }}
    checksum/config: {{ include "coc-alarm-agent.config" . | sha256sum }}
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
spec:
  serviceAccountName: {{ include "coc-alarm-agent.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- include "coc-alarm-agent.pullSecrets" . | nindent 2 }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- range $key := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" "hostAliases" "dnsConfig" }}
  {{- with index $.Values $key }}
  {{ $key }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- range $key := list "priorityClassName" "schedulerName" "runtimeClassName" "dnsPolicy" }}
  {{- with index $.Values $key }}
  {{ $key }}: {{ . }}
  {{- end }}
  {{- end }}
  {{- with .Values.extraInitContainers }}
  initContainers:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  containers:
    - name: agent
      {{- include "coc-alarm-agent.agentContainer" . | nindent 6 }}
    {{- if .Values.configReloader.enabled }}
    - name: config-reloader
      {{- include "coc-alarm-agent.reloaderContainer" . | nindent 6 }}
    {{- end }}
    {{- with .Values.extraContainers }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "coc-alarm-agent.configVolumes" . | nindent 4 }}
    - name: tmp
      emptyDir:
        sizeLimit: 64Mi
    {{- if not .Values.persistence.enabled }}
    - name: data
      emptyDir: {}
    {{- else if .Values.persistence.existingClaim }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
    {{- else if eq .Values.controller "Deployment" }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ include "coc-alarm-agent.fullname" . }}
    {{- end }}
{{- end -}}

{{- define "coc-alarm-agent.agentContainer" -}}
image: {{ include "coc-alarm-agent.image" (dict "root" . "image" .Values.image "tag" .Chart.AppVersion) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args:
  - serve
  - --config
  - /etc/coc-alarm-agent/config.yaml
  {{- with .Values.extraArgs }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- include "coc-alarm-agent.env" . }}
ports:
  - name: webhooks
    containerPort: {{ .Values.containerPorts.webhooks }}
  - name: admin
    containerPort: {{ .Values.containerPorts.admin }}
{{- $scheme := include "coc-alarm-agent.adminScheme" . }}
{{- $healthy := dict "httpGet" (dict "path" "/-/healthy" "port" "admin" "scheme" $scheme) }}
{{- $ready := dict "httpGet" (dict "path" "/-/ready" "port" "admin" "scheme" $scheme) }}
startupProbe:
  {{- toYaml (merge (dict) .Values.startupProbe $healthy) | nindent 2 }}
livenessProbe:
  {{- toYaml (merge (dict) .Values.livenessProbe $healthy) | nindent 2 }}
readinessProbe:
  {{- toYaml (merge (dict) .Values.readinessProbe $ready) | nindent 2 }}
{{- if gt (int .Values.preStopSleepSeconds) 0 }}
lifecycle:
  preStop:
    {{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}
    sleep:
      seconds: {{ .Values.preStopSleepSeconds }}
    {{- else }}
    exec:
      command: [node, -e, "setTimeout(() => undefined, {{ int .Values.preStopSleepSeconds }}000)"]
    {{- end }}
{{- end }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: data
    mountPath: /data
  - name: tmp
    mountPath: /tmp
  {{- include "coc-alarm-agent.configMounts" . | nindent 2 }}
{{- end -}}

{{/* Watches the mounted configuration and calls the agent, which allows this from within its pod. */}}
{{- define "coc-alarm-agent.reloaderContainer" -}}
image: {{ include "coc-alarm-agent.image" (dict "root" . "image" .Values.configReloader.image "tag" "latest") }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args:
  - --watched-dir=/etc/coc-alarm-agent
  - --reload-url={{ include "coc-alarm-agent.adminScheme" . | lower }}://127.0.0.1:{{ .Values.containerPorts.admin }}/-/reload
  - --listen-address=:8080
ports:
  - name: reloader
    containerPort: 8080
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
{{- with .Values.configReloader.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: config
    mountPath: /etc/coc-alarm-agent
    readOnly: true
{{- end -}}
