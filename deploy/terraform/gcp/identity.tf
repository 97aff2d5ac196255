# Nodes act as this account, without a key file.
resource "google_service_account" "tollgate" {
  account_id   = var.name
  display_name = "Tollgate"
}

# All that a gateway in front of Vertex AI needs: to ask models.
resource "google_project_iam_member" "vertex" {
  project = var.project
  role    = "roles/aiplatform.user"
  member  = google_service_account.tollgate.member
}

# The chart's service account of Kubernetes may act as it.
resource "google_service_account_iam_member" "workload" {
  service_account_id = google_service_account.tollgate.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.project}.svc.id.goog[${kubernetes_namespace.tollgate.metadata[0].name}/tollgate]"
}
