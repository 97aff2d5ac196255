resource "google_container_cluster" "tollgate" {
  name                = var.name
  location            = var.region
  enable_autopilot    = true
  network             = google_compute_network.tollgate.id
  subnetwork          = google_compute_subnetwork.nodes.id
  deletion_protection = true
  private_cluster_config {
    enable_private_nodes = true
  }
}

resource "kubernetes_namespace" "tollgate" {
  metadata {
    name = var.name
  }
}

resource "random_bytes" "master_key" {
  length = 32
}

resource "random_password" "admin_key" {
  length  = 48
  special = false
}

resource "kubernetes_secret" "tollgate" {
  metadata {
    name      = "tollgate"
    namespace = kubernetes_namespace.tollgate.metadata[0].name
  }
  data = {
    "master-key"     = random_bytes.master_key.base64
    "admin-key"      = "tg-${random_password.admin_key.result}"
    "database-url"   = "postgres://tollgate:${random_password.database.result}@${google_sql_database_instance.records.private_ip_address}:5432/tollgate?sslmode=no-verify"
    "valkey-url"     = "redis://${google_memorystore_instance.counters.discovery_endpoints[0].address}:6379"
    "clickhouse-url" = var.clickhouse_url
    "bucket-id"      = google_storage_hmac_key.bodies.access_id
    "bucket-secret"  = google_storage_hmac_key.bodies.secret
  }
}

resource "helm_release" "tollgate" {
  name      = "tollgate"
  namespace = kubernetes_namespace.tollgate.metadata[0].name
  chart     = "${path.module}/../../helm/tollgate"
  timeout   = 900

  values = [yamlencode({
    image    = { repository = var.image, tag = var.image_tag }
    replicas = var.replicas
    env = {
      TOLLGATE_PUBLIC_URL   = var.public_url
      TOLLGATE_OWN_IDENTITY = "gcp"
      TOLLGATE_BLOBS        = "s3://${google_storage_bucket.bodies.name}/bodies?region=auto&endpoint=https://storage.googleapis.com"
    }
    secrets = {
      AWS_ACCESS_KEY_ID     = { name = "tollgate", key = "bucket-id" }
      AWS_SECRET_ACCESS_KEY = { name = "tollgate", key = "bucket-secret" }
    }
    serviceAccount = { annotations = { "iam.gke.io/gcp-service-account" = google_service_account.tollgate.email } }
    networkPolicy = {
      # The metadata server, from which workload identity gets its tokens.
      egress = [{
        to    = [{ ipBlock = { cidr = "169.254.169.252/32" } }, { ipBlock = { cidr = "169.254.169.254/32" } }]
        ports = [{ port = 80, protocol = "TCP" }, { port = 988, protocol = "TCP" }]
      }]
    }
  })]

  depends_on = [kubernetes_secret.tollgate, google_service_account_iam_member.workload]
}
