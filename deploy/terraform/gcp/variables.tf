variable "project" {
  description = "Project that everything is made in, and whose Vertex AI is used."
  type        = string
}

variable "region" {
  description = "Region of the cluster and of the stores. Models may be asked in other regions."
  type        = string
  default     = "europe-west1"
}

variable "name" {
  description = "Name of everything that is made."
  type        = string
  default     = "tollgate"
}

variable "image" {
  description = "Repository of the image, for example europe-west1-docker.pkg.dev/PROJECT/tollgate/tollgate."
  type        = string
}

variable "image_tag" {
  description = "Tag of the image."
  type        = string
}

variable "replicas" {
  description = "Nodes of Tollgate."
  type        = number
  default     = 2
}

variable "clickhouse_url" {
  description = "https://user:password@host:8443/database: ClickHouse is not made here. ClickHouse Cloud, or your own."
  type        = string
  sensitive   = true
}

variable "public_url" {
  description = "Address at which people open the dashboard, for example https://gateway.example."
  type        = string
}
