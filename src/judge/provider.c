/* SPDX-License-Identifier: MIT */
#include <fcrdns/provider.h>

/* In the order of their ids. Where each rule is from: data/providers.json. */
static const struct provider all[] = {
	{
		.id = "alibaba",
		.name = "Alibaba Cloud",
		.has_session = true,
		.ipv4 = true,
		.names_max = 1,
		.underscore = true,
		.has_ttl = true,
		.ttl_min_s = 1,
		.ttl_max_s = 86400,
		.ttl_default_s = 600,
		.forward = FORWARD_ADVISED,
		.wants_ownership = true,
		.note = "A PTR record costs a fee for each day, also when it is disabled; delete "
			"it before you release the address.",
		.console = "Alibaba Cloud DNS > Reverse DNS Lookup > Add, Edit or Delete",
		.inventory_command =
			"aliyun vpc DescribeEipAddresses --RegionId %r --pager "
			"path='EipAddresses.EipAddress[]' | jq -r '.EipAddresses.EipAddress[] | "
			"\"\\(.IpAddress) alibaba \\(.RegionId) \\(.AllocationId) -\"'",
		.stale_words = "open a ticket with Alibaba Cloud and ask them to remove the PTR "
			       "record of %a (%p), which your account held before",
		.source = "Alibaba Cloud DNS: managing PTR records",
	},
	{
		.id = "aws",
		.name = "Amazon EC2",
		.has_ptr_api = true,
		.ipv4 = true,
		.names_max = 1,
		.underscore = true,
		.forward = FORWARD_REQUIRED,
		.unset_gives_default = true,
		.releases_clean = true,
		.note = "Elastic IP addresses only; the region GovCloud sets a PTR through its "
			"support.",
		.console = "EC2 > Elastic IPs > Actions > Update reverse DNS",
		.inventory_command =
			"aws ec2 describe-addresses --region %r --output json | jq -r "
			"'.Addresses[] | \"\\(.PublicIp) aws %r \\(.AllocationId // \"-\") -\"'",
		.set_command = "aws ec2 modify-address-attribute --region %r --allocation-id %i "
			       "--domain-name %N",
		.unset_command = "aws ec2 reset-address-attribute --region %r --allocation-id %i "
				 "--attribute domain-name",
		.stale_words = "ask the support of AWS to remove the PTR record of %a (%p), which "
			       "your account held before",
		.source = "Amazon EC2 User Guide: Elastic IP addresses",
	},
	{
		.id = "azure",
		.name = "Microsoft Azure",
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.forward = FORWARD_REQUIRED,
		.note = "The forward record is looked at only when the PTR is set, never again; "
			"set the domain name label again with it.",
		.console = "Public IP addresses > Configuration > Reverse FQDN",
		.inventory_command = "az network public-ip list -o json | jq -r '.[] | "
				     "select(.ipAddress) | \"\\(.ipAddress) azure \\(.location) "
				     "\\(.id) \\(.dnsSettings.reverseFqdn // \"-\")\"'",
		.set_command = "az network public-ip update --ids %i --reverse-fqdn %n",
		.unset_command =
			"az network public-ip update --ids %i --remove dnsSettings.reverseFqdn",
		.stale_words = "ask the support of Azure to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "Microsoft Learn: reverse DNS for services hosted in Azure",
	},
	{
		.id = "digitalocean",
		.name = "DigitalOcean",
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.forward = FORWARD_ADVISED,
		.note = "The PTR is the name of the droplet; a reserved address has none, and of "
			"IPv6 only the first address has one.",
		.console = "Droplets > your droplet > its name: rename it to the PTR name",
		.inventory_command =
			"doctl compute droplet list -o json | jq -r '.[] | . as $d | "
			".networks.v4[] | select(.type == \"public\") | \"\\(.ip_address) "
			"digitalocean \\($d.region.slug) \\($d.id) \" + (if $d.name | "
			"contains(\".\") then $d.name else \"-\" end)'",
		.set_command = "doctl compute droplet-action rename %i --droplet-name %N",
		.stale_words = "ask the support of DigitalOcean to remove the PTR record of %a "
			       "(%p), which your account held before",
		.source = "DigitalOcean: glossary, PTR record",
	},
	{
		.id = "gcp",
		.name = "Google Compute Engine",
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.forward = FORWARD_ADVISED,
		.unset_gives_default = true,
		.note = "Only the first interface of a machine may have one, no load balancer and "
			"no Cloud NAT; the domain is proved in Google Search Console.",
		.console = "Compute Engine > VM instances > Edit > Network interfaces > Public DNS "
			   "PTR record",
		.inventory_command = "gcloud compute instances list --format=json | jq -r '.[] | . "
				     "as $m | .networkInterfaces[0].accessConfigs[]? | "
				     "select(.natIP) | \"\\(.natIP) gcp \\($m.zone | split(\"/\") "
				     "| last) \\($m.name) \\(.publicPtrDomainName // \"-\")\"'",
		.set_command = "gcloud compute instances update-access-config %i --zone=%r "
			       "--public-ptr --public-ptr-domain=%n",
		.unset_command = "gcloud compute instances update-access-config %i --zone=%r "
				 "--no-public-ptr",
		.stale_words = "ask the support of Google Cloud to remove the PTR record of %a "
			       "(%p), which your account held before",
		.source = "Google Cloud: create a PTR record for a VM instance",
	},
	{
		.id = "hetzner",
		.name = "Hetzner Cloud",
		.has_session = true,
		.sets_ptr = true,
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.unset_gives_default = true,
		.note = "Of an IPv6 network each address has a PTR of its own; after unset it has "
			"none, an IPv4 address its default name.",
		.console = "Server > Networking > Edit reverse DNS",
		.inventory_command = "hcloud primary-ip list -o json | jq -r '.[] | . as $p | "
				     ".dns_ptr[] | \"\\(.ip) hetzner - primary_ips/\\($p.id) -\"'",
		.set_command = "fcrdns-check ptr set %a %N --provider hetzner",
		.unset_command = "fcrdns-check ptr unset %a --provider hetzner",
		.stale_words = "ask the support of Hetzner to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "Hetzner Cloud API: change reverse DNS entry",
	},
	{
		.id = "huawei",
		.name = "Huawei Cloud",
		.has_session = true,
		.sets_ptr = true,
		.has_ptr_api = true,
		.ipv4 = true,
		.names_max = 10,
		.underscore = true,
		.has_ttl = true,
		.ttl_min_s = 1,
		.ttl_max_s = 2147483647,
		.ttl_default_s = 300,
		.description_max = 255,
		.tags_max = 10,
		.unset_gives_default = true,
		.note = "Its documents speak of IPv4 only.",
		.console = "Domain Name Service > PTR Records",
		.inventory_command =
			"hcloud EIP ListPublicips/v3 --cli-region=%r | jq -r '.publicips[] | "
			"\"\\(.public_ip_address) huawei %r \\(.id) -\"'",
		.set_command = "hcloud DNS UpdatePtrRecord --cli-region=%r --region=%r "
			       "--floatingip_id=%i --ptrdname=%N --ttl=%t",
		.unset_command = "hcloud DNS RestorePtrRecord --cli-region=%r --region=%r "
				 "--floatingip_id=%i",
		.stale_words = "ask the support of Huawei Cloud to remove the PTR record of %a "
			       "(%p), which your account held before",
		.source = "Huawei Cloud DNS: creating a PTR record",
	},
	{
		.id = "linode",
		.name = "Akamai Linode",
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.forward = FORWARD_REQUIRED,
		.unset_gives_default = true,
		.console = "Linode > Network > Edit RDNS",
		.inventory_command = "linode-cli networking ips-list --json --all-rows | jq -r "
				     "'.[] | select(.public) | \"\\(.address) linode \\(.region) "
				     "\\(.linode_id // \"-\") -\"'",
		.set_command = "linode-cli networking ip-update %a --rdns %N",
		.unset_command = "linode-cli networking ip-update %a --rdns null",
		.stale_words = "ask the support of Linode to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "Linode API: update an IP address's RDNS",
	},
	{
		.id = "openstack",
		.name = "OpenStack",
		.has_session = true,
		.sets_ptr = true,
		.has_ptr_api = true,
		.read_may_write = true,
		.ipv4 = true,
		.names_max = 1,
		.underscore = true,
		.dot_required = true,
		.has_ttl = true,
		.ttl_min_s = 1,
		.ttl_max_s = 2147483647,
		.description_max = 160,
		.note = "A PTR outlives the release of its address; the project that held it can "
			"still unset it by the old ID.",
		.console = "Network > DNS Reverse > Set or Unset",
		.inventory_command = "openstack floating ip list -f json | jq -r '.[] | "
				     "\"\\(.[\"Floating IP Address\"]) openstack %r \\(.ID) -\"'",
		.set_command = "openstack ptr record set --ttl %t %k %n",
		.unset_command = "openstack ptr record unset %k",
		.stale_command = "openstack ptr record unset %k",
		.stale_words = "ask the operator of the cloud to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "OpenStack Designate: PTR records for floating IPs",
	},
	{
		.id = "otc",
		.name = "Open Telekom Cloud",
		.has_session = true,
		.sets_ptr = true,
		.has_ptr_api = true,
		.ipv4 = true,
		.names_max = 1,
		.underscore = true,
		.has_ttl = true,
		.ttl_min_s = 1,
		.ttl_max_s = 2147483647,
		.ttl_default_s = 300,
		.description_max = 255,
		.tags_max = 20,
		.unset_gives_default = true,
		.note = "Its documents speak of IPv4 only.",
		.console = "Domain Name Service > PTR Records > Modify or Delete",
		.inventory_command = "openstack floating ip list -f json | jq -r '.[] | "
				     "\"\\(.[\"Floating IP Address\"]) otc %r \\(.ID) -\"'",
		.set_command = "openstack ptr record set --ttl %t %k %n",
		.unset_command = "openstack ptr record unset %k",
		.stale_words = "ask the support of Open Telekom Cloud to remove the PTR record of "
			       "%a (%p), which your account held before",
		.source = "Open Telekom Cloud DNS: creating a PTR record",
	},
	{
		.id = "ovh",
		.name = "OVHcloud",
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.forward = FORWARD_REQUIRED,
		.unset_gives_default = true,
		.console = "Network > IP > ... > Modify reverse",
		.inventory_command =
			"ovhcloud ip list --json | jq -r '.[].ip | select(endswith(\"/32\")) | "
			"sub(\"/32$\"; \"\") + \" ovh - - -\"'",
		.stale_words = "ask the support of OVHcloud to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "OVHcloud API: /ip/{ip}/reverse",
	},
	{
		.id = "scaleway",
		.name = "Scaleway",
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.forward = FORWARD_REQUIRED,
		.unset_gives_default = true,
		.console = "Instances > Flexible IPs > Edit reverse DNS",
		.inventory_command =
			"scw instance ip list zone=all -o json | jq -r '.[] | select(.address) | "
			"\"\\(.address) scaleway \\(.zone) \\(.id) \\(.reverse // \"-\")\"'",
		.set_command = "scw instance ip update %a reverse=%N zone=%r",
		.stale_words = "ask the support of Scaleway to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "Scaleway Instances API: update a flexible IP",
	},
	{
		.id = "vultr",
		.name = "Vultr",
		.has_ptr_api = true,
		.ipv4 = true,
		.ipv6 = true,
		.names_max = 1,
		.underscore = true,
		.unset_gives_default = true,
		.note = "A change takes six to twelve hours to show.",
		.console = "Products > your instance > Settings > IPv4 > Reverse DNS",
		.inventory_command = "vultr-cli instance list -o json | jq -r '.instances[] | "
				     "\"\\(.main_ip) vultr \\(.region) \\(.id) -\"'",
		.set_command = "vultr-cli instance reverse-dns set-ipv4 %i %a --entry %N",
		.unset_command = "vultr-cli instance reverse-dns default-ipv4 %i %a",
		.stale_words = "ask the support of Vultr to remove the PTR record of %a (%p), "
			       "which your account held before",
		.source = "Vultr API: instance IPv4 reverse",
	},
};

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

const struct provider *provider_of(const char *id)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *a = all[i].id, *b = id;

		while (*a && *a == lower(*b)) {
			a++;
			b++;
		}
		if (!*a && !*b)
			return &all[i];
	}
	return NULL;
}

const struct provider *provider_list(size_t *ret_n)
{
	*ret_n = sizeof(all) / sizeof(all[0]);
	return all;
}
