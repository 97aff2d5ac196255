resource "google_compute_network" "tollgate" {
  name                    = var.name
  auto_create_subnetworks = false
  depends_on              = [google_project_service.needed]
}

resource "google_compute_subnetwork" "nodes" {
  name          = var.name
  network       = google_compute_network.tollgate.id
  region        = var.region
  ip_cidr_range = "10.10.0.0/20"
  # Vertex AI is reached without an address of the internet.
  private_ip_google_access = true
}

# Cloud SQL gets its address from here.
resource "google_compute_global_address" "stores" {
  name          = "${var.name}-stores"
  network       = google_compute_network.tollgate.id
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
}

resource "google_service_networking_connection" "stores" {
  network                 = google_compute_network.tollgate.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.stores.name]
}

# Memorystore for Valkey is reached by Private Service Connect.
resource "google_network_connectivity_service_connection_policy" "valkey" {
  name          = "${var.name}-valkey"
  location      = var.region
  service_class = "gcp-memorystore"
  network       = google_compute_network.tollgate.id
  psc_config {
    subnetworks = [google_compute_subnetwork.nodes.id]
  }
}

# Nodes have no address of their own: ClickHouse and sign-in are reached from here.
resource "google_compute_router" "nodes" {
  name    = var.name
  network = google_compute_network.tollgate.id
  region  = var.region
}

resource "google_compute_router_nat" "nodes" {
  name                               = var.name
  router                             = google_compute_router.nodes.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
