import type { Engine } from '../engine/engine.ts';
import { TLS_DOORS } from '../entry/doors.ts';
import { ROUTER_IDENTITY } from './names.ts';

/** File of the configuration; certificates lie in `tls`, and what nginx writes in `tmp`, both beside its folder. */
export const CONFIG_FILE = 'nginx.conf';

/** Longer than the load balancer keeps an idle connection: it must be the one to close it, or a request is sent into the void. */
const KEPT_SECONDS = 4100;

/** Longer than any answer takes, so that a model that thinks is not cut off. */
const SILENT_SECONDS = 4000;

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `  ${what}_temp_path tmp/${what};`);

/**
 * nginx in front of an engine that listens on loopback. Routers need a certificate of the authority that says who they are; the load balancer
 * has none to show. The server's own certificate is read for every connection, so that a renewed one is served without a reload. A router that is
 * refused gets a 503, and goes on to the next candidate.
 */
export function proxyConfig({ port, metricsPort, readyPath, livePath }: Engine, hasLoadBalancer: boolean): string {
  const engine = `http://127.0.0.1:${port}`;
  const paths = [...new Set([readyPath, livePath])];
  return `daemon off;
worker_processes 1;
pid tmp/nginx.pid;
error_log stderr error;

events {
  worker_connections 8192;
}

http {
  access_log off;
  server_tokens off;
${TEMPORARY.join('\n')}

  # A variable, so that the files are read when a connection is made and not when nginx starts.
  map $ssl_protocol $tls {
    default ../tls;
  }
  ssl_certificate $tls/tls.crt;
  ssl_certificate_key $tls/tls.key;
  ssl_session_cache off;
  ssl_session_tickets off;
  keepalive_timeout ${KEPT_SECONDS}s;
  keepalive_requests 1000000;

  # Nothing waits in between: neither a prompt nor a token.
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header Connection close;
  proxy_read_timeout ${SILENT_SECONDS}s;
  proxy_send_timeout ${SILENT_SECONDS}s;
  proxy_next_upstream off;

  map $ssl_client_s_dn $stranger {
    "CN=${ROUTER_IDENTITY}" "";
    default 1;
  }

  # Routers in the cluster.
  server {
    listen ${TLS_DOORS.routers} ssl;
    ssl_protocols TLSv1.3;
    ssl_client_certificate ../tls/ca.crt;
    ssl_verify_client on;
    ssl_verify_depth 1;
    error_page 495 496 = @refused;
    location / {
      if ($stranger) {
        return 503 "This certificate is not a router's.\\n";
      }
      proxy_pass ${engine};
    }
    location @refused {
      return 503 "Show a router's certificate of this platform.\\n";
    }
  }
${hasLoadBalancer ? loadBalancerServer(engine) : ''}
  # kubelet.
  server {
    listen ${TLS_DOORS.probes};
    location / {
      return 404;
    }
${paths.map((path) => `    location = ${path} {\n      proxy_pass ${engine};\n    }`).join('\n')}
  }

  # Prometheus.
  server {
    listen ${TLS_DOORS.metrics};
    location / {
      return 404;
    }
    location = /metrics {
      proxy_pass http://127.0.0.1:${metricsPort};
    }
  }
}
`;
}

const loadBalancerServer = (engine: string): string => `
  # The load balancer, which has no certificate; network policy and security group say who may come here.
  server {
    listen ${TLS_DOORS.loadBalancer} ssl;
    ssl_protocols TLSv1.2 TLSv1.3;
    location / {
      proxy_pass ${engine};
    }
  }
`;
