package temporal

import (
	"fmt"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"

	"github.com/clearclaim/clearclaim/devnet/datadir"
)

const (
	// shards is fixed for the life of a database.
	shards = 4
	// clusterID must not change either: it is kept in the database.
	clusterID   = "f1d2c0de-0000-4000-8000-636c65617263"
	clusterName = "active"
)

// PortNames are the ports that Options.Ports must have.
var PortNames = []string{"frontend", "frontend-http", "history", "matching", "worker", "ui"}

var services = []primitives.ServiceName{
	primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
}

// hosts are the fixed addresses of the services, in place of a gossip ring.
func hosts(opts Options) map[primitives.ServiceName]static.Hosts {
	res := map[primitives.ServiceName]static.Hosts{}
	for _, service := range services {
		res[service] = static.SingleLocalHost(datadir.Loopback(opts.Ports[string(service)]))
	}
	return res
}

func serverConfig(opts Options) *config.Config {
	cfg := &config.Config{
		Persistence: config.Persistence{
			NumHistoryShards: shards,
			DefaultStore:     mainDB.name,
			VisibilityStore:  visibilityDB.name,
			DataStores: map[string]config.DataStore{
				mainDB.name:       {SQL: sqlConfig(opts, mainDB.name)},
				visibilityDB.name: {SQL: sqlConfig(opts, visibilityDB.name)},
			},
		},
		ClusterMetadata:     clusterConfig(opts),
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            map[string]config.Service{},
		PublicClient:        config.PublicClient{HostPort: opts.address()},
	}
	for _, service := range services {
		rpc := config.RPC{GRPCPort: opts.Ports[string(service)], BindOnIP: "127.0.0.1"}
		if service == primitives.FrontendService {
			rpc.HTTPPort = opts.Ports["frontend-http"]
		}
		cfg.Services[string(service)] = config.Service{RPC: rpc}
	}
	cfg.Archival.History.State = config.ArchivalDisabled
	cfg.Archival.Visibility.State = config.ArchivalDisabled
	cfg.NamespaceDefaults.Archival.History.State = config.ArchivalDisabled
	cfg.NamespaceDefaults.Archival.Visibility.State = config.ArchivalDisabled
	return cfg
}

func clusterConfig(opts Options) *cluster.Config {
	return &cluster.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        clusterName,
		CurrentClusterName:       clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {
				Enabled:                true,
				InitialFailoverVersion: 1,
				ClusterID:              clusterID,
				RPCAddress:             opts.address(),
			},
		},
	}
}

// limits are raised out of the way: one machine is the limit here.
func limits() dynamicconfig.StaticClient {
	const unlimited = 1_000_000
	client := dynamicconfig.StaticClient{}
	for _, setting := range []fmt.Stringer{
		dynamicconfig.FrontendRPS.Key(),
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key(),
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(),
		dynamicconfig.FrontendPersistenceMaxQPS.Key(),
		dynamicconfig.HistoryRPS.Key(),
		dynamicconfig.HistoryPersistenceMaxQPS.Key(),
		dynamicconfig.MatchingRPS.Key(),
		dynamicconfig.MatchingPersistenceMaxQPS.Key(),
		dynamicconfig.WorkerPersistenceMaxQPS.Key(),
	} {
		client[dynamicconfig.MakeKey(setting.String())] = unlimited
	}
	return client
}
