{{/* Every helper of a process takes (dict "root" $ "component" "api"), for a version of the workers "build" and "tag" too. */}}

{{- define "huiyin.selector" -}}
app.kubernetes.io/name: huiyin
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .build }}
huiyin/build: {{ . | quote }}
{{- end }}
{{- end }}

{{/* What a version of the workers is called; without versions there is one that has no build. */}}
{{- define "huiyin.worker" -}}
{{ .root.Release.Name }}-worker{{ with .build }}-{{ . }}{{ end }}
{{- end }}

{{- define "huiyin.labels" -}}
{{ include "huiyin.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* What makes a pod fit for the Pod Security level "restricted", and where it stands. */}}
{{- define "huiyin.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* One of its processes does not go where another stands, as long as there is room. */}}
{{- define "huiyin.spread" -}}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "huiyin.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}

{{- define "huiyin.container" -}}
image: {{ .root.Values.image.repository }}:{{ .tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* One setting from the Secret: (dict "root" $ "name" "MONGODB_URI" "optional" true). */}}
{{- define "huiyin.secret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.secretName }}
      key: {{ .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

{{/* What API and worker both are told: the ConfigMap, Temporal, and what seals and stores. */}}
{{- define "huiyin.environment" -}}
envFrom:
  - configMapRef:
      name: {{ .Release.Name }}-settings
env:
  {{- include "huiyin.secret" (dict "root" . "name" "MONGODB_URI") | nindent 2 }}
  {{- include "huiyin.secret" (dict "root" . "name" "HUIYIN_DATA_KEY") | nindent 2 }}
  {{- include "huiyin.secret" (dict "root" . "name" "HUIYIN_DATA_KEYS_OTHER" "optional" true) | nindent 2 }}
  {{- include "huiyin.secret" (dict "root" . "name" "HUIYIN_DATA_KEYS_REVOKED" "optional" true) | nindent 2 }}
  {{- if .Values.temporal.apiKey }}
  {{- include "huiyin.secret" (dict "root" . "name" "TEMPORAL_API_KEY") | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "huiyin.mounts" -}}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if .Values.city.configMap }}
  - name: city
    mountPath: /city
    readOnly: true
  {{- end }}
  {{- if .Values.temporal.tls.secretName }}
  - name: temporal-tls
    mountPath: /temporal-tls
    readOnly: true
  {{- end }}
{{- end }}

{{- define "huiyin.volumes" -}}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- with .Values.city }}
  {{- if .configMap }}
  - name: city
    configMap:
      name: {{ .configMap }}
      items:
        {{- range .files }}
        - key: {{ base . }}
          path: {{ . }}
        {{- end }}
  {{- end }}
  {{- end }}
  {{- with .Values.temporal.tls.secretName }}
  - name: temporal-tls
    secret:
      secretName: {{ . }}
  {{- end }}
{{- end }}

{{/* Egress to DNS and to MongoDB, which every process needs. */}}
{{- define "huiyin.egress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
- ports:
    - port: {{ .Values.networkPolicy.mongodb.port }}
  {{- with .Values.networkPolicy.mongodb.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "huiyin.egress.temporal" -}}
- ports:
    - port: {{ .Values.temporal.address | splitList ":" | last }}
  {{- with .Values.networkPolicy.temporal.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
