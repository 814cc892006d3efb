{{/*
What the configuration in the values says in vain, or looks wrong: one line each. The program's check-config finds
more; a chart knows no other files and no variables of the environment.
*/}}
{{- define "coc-alarm-agent.configNotices" -}}
{{- $config := .Values.config -}}
{{- $alarm := default dict $config.alarm -}}
{{- $levels := list "Critical" "Major" "Minor" "Info" -}}
{{- $known := splitList " " "labels annotations details source sourceType status severity level name description namespace region application resourceName resourceId startsAt endsAt fingerprint alarmId links" -}}
{{- $sections := dict "alarm" $alarm -}}
{{- range $index, $route := $config.routes -}}
{{- $_ := set $sections (printf "routes[%d]" $index) $route -}}
{{- end -}}
{{- range $path, $section := $sections -}}
{{- range $key, $value := $section -}}
{{- if and (kindIs "string" $value) (not (contains "{%" $value)) -}}
{{- range $found := regexFindAll "\\{\\{-?\\s*\\.?[A-Za-z_]\\w*" $value -1 -}}
{{- $name := regexReplaceAll "^\\{\\{-?\\s*\\.?" $found "" -}}
{{- if not (has $name (concat $known (list "true" "false" "nil"))) }}
- config.{{ $path }}.{{ $key }} reads {{ $name }}, which no template knows; for a label write labels.NAME
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $index, $policy := $config.incidents -}}
{{- $_ := set $sections (printf "incidents[%d]" $index) $policy -}}
{{- end -}}
{{- $ids := dict "alarm.defaultApplicationId" (default "" $alarm.defaultApplicationId) -}}
{{- range $path, $section := $sections -}}
{{- $_ := set $ids (printf "%s.applicationId" $path) (default "" $section.applicationId) -}}
{{- $level := "alarmLevel\"?\\s*=\\s*\"?([A-Za-z]+)\"?\\s*(?:[,}]|$)" -}}
{{- range $matcher := $section.match -}}
{{- range $found := regexFindAll $level $matcher -1 -}}
{{- $value := regexReplaceAll $level $found "${1}" -}}
{{- if not (has $value $levels) }}
- config.{{ $path }}.match: alarmLevel={{ $value | quote }} can never match; a level is one of {{ join ", " $levels }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $id := "^([0-9a-fA-F]{12,64}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$" -}}
{{- range $path, $value := $ids -}}
{{- $text := toString $value -}}
{{- if and $text (not (contains "{{" $text)) (not (contains "${" $text)) (not (regexMatch $id $text)) }}
- config.{{ $path }} does not look like the id of a COC application
{{- end -}}
{{- end -}}
{{- $application := toString (default "" $alarm.applicationId) -}}
{{- if and (contains "{{" $application) (not $alarm.defaultApplicationId) (not (regexMatch "\\|\\s*default\\s*:|\\{%-?\\s*else\\b" $application)) }}
- config.alarm.applicationId may render to nothing: set config.alarm.defaultApplicationId
{{- end -}}
{{- $files := regexFindAll "File: \"?/run/secrets/coc-alarm-agent/[^\\s\"]+" (toYaml (pick $config "coc" "sources" "listen" "admin")) -1 -}}
{{- if and $files (ne .Values.controller "None") (not .Values.existingSecret) (not .Values.extraVolumeMounts) }}
- existingSecret is not set, so that these files are missing: {{ join ", " (uniq $files) | replace "File: " "" }}
{{- end -}}
{{- end -}}
