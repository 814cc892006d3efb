# Contact point and notification policy with Terraform, a provider grafana/grafana that knows hmac_config, Grafana 12 or newer.
# For an older Grafana replace hmac_config by: authorization_scheme = "Bearer", authorization_credentials = var.coc_agent_secret

variable "coc_agent_url" {
  type        = string
  description = "Webhook of coc-alarm-agent, such as http://coc-alarm-agent:9095/webhooks/grafana"
}

variable "coc_agent_secret" {
  type        = string
  sensitive   = true
  description = "The secret in the agent's source: auth.hmac.secret"
}

resource "grafana_contact_point" "coc_alarm_agent" {
  name = "coc-alarm-agent"

  webhook {
    url                     = var.coc_agent_url
    http_method             = "POST"
    max_alerts              = 0
    disable_resolve_message = false

    hmac_config {
      secret           = var.coc_agent_secret
      header           = "X-Grafana-Alerting-Signature"
      timestamp_header = "X-Grafana-Alerting-Timestamp"
    }
  }
}

# This is the whole tree of policies: merge it with the one that you have.
resource "grafana_notification_policy" "coc_alarm_agent" {
  contact_point   = grafana_contact_point.coc_alarm_agent.name
  group_by        = ["grafana_folder", "alertname"]
  group_wait      = "30s"
  group_interval  = "1m"
  repeat_interval = "4h"
}
