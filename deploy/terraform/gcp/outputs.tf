output "credentials" {
  description = "Command that points kubectl to the cluster."
  value       = "gcloud container clusters get-credentials ${google_container_cluster.tollgate.name} --region ${var.region} --project ${var.project}"
}

output "admin_key" {
  description = "Admin key of the organisation."
  value       = "tg-${random_password.admin_key.result}"
  sensitive   = true
}
