resource "random_password" "database" {
  length  = 32
  special = false
}

resource "google_sql_database_instance" "records" {
  name             = var.name
  region           = var.region
  database_version = "POSTGRES_17"
  depends_on       = [google_service_networking_connection.stores]

  settings {
    tier              = "db-custom-2-7680"
    edition           = "ENTERPRISE"
    availability_type = "REGIONAL"
    disk_autoresize   = true
    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.tollgate.id
      ssl_mode        = "ENCRYPTED_ONLY"
    }
    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
    }
  }
}

resource "google_sql_database" "tollgate" {
  name     = "tollgate"
  instance = google_sql_database_instance.records.name
}

resource "google_sql_user" "tollgate" {
  name     = "tollgate"
  instance = google_sql_database_instance.records.name
  password = random_password.database.result
}

# One shard and no cluster mode: Tollgate speaks to one address. It is reachable from this network only.
resource "google_memorystore_instance" "counters" {
  instance_id   = var.name
  location      = var.region
  shard_count   = 1
  replica_count = 1
  node_type     = "STANDARD_SMALL"
  mode          = "CLUSTER_DISABLED"
  desired_psc_auto_connections {
    network    = google_compute_network.tollgate.id
    project_id = var.project
  }
  depends_on = [google_network_connectivity_service_connection_policy.valkey]
}

resource "google_storage_bucket" "bodies" {
  name                        = "${var.project}-${var.name}-bodies"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  # As TOLLGATE_RETENTION_DAYS: Tollgate leaves the bucket's own retention to the bucket.
  lifecycle_rule {
    condition {
      age = 90
    }
    action {
      type = "Delete"
    }
  }
}

# Tollgate speaks S3, which Cloud Storage answers for HMAC keys of a service account.
resource "google_storage_hmac_key" "bodies" {
  service_account_email = google_service_account.tollgate.email
}

resource "google_storage_bucket_iam_member" "bodies" {
  bucket = google_storage_bucket.bodies.name
  role   = "roles/storage.objectUser"
  member = google_service_account.tollgate.member
}
