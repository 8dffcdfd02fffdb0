package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/common/testing/freeport"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
)

const clusterName = "active"

func dynamicDefaults() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// A search attribute that was just added can be used at once; that is asked of the database each time, so it may be asked more.
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key():      true,
		dynamicconfig.FrontendPersistenceMaxQPS.Key():                    10_000,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                     45_000,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
		// As many workflows are kept in memory as one machine has room for.
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key(): 8_096,
	}
}

func newEngine(o options) (temporal.Server, error) {
	store, err := prepare(o)
	if err != nil {
		return nil, err
	}
	frontend := fmt.Sprintf("%s:%d", o.ip, o.port)
	services, hosts := map[string]config.Service{}, map[primitives.ServiceName]static.Hosts{}
	for _, name := range temporal.DefaultServices {
		port := o.port
		if name != string(primitives.FrontendService) {
			port = freeport.MustGetFreePort()
		}
		services[name] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: o.ip}}
		hosts[primitives.ServiceName(name)] = static.SingleLocalHost(fmt.Sprintf("%s:%d", o.ip, port))
	}
	cfg := &config.Config{
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: o.ip},
		},
		Services: services,
		Persistence: config.Persistence{
			DefaultStore: sqlite.PluginName, VisibilityStore: sqlite.PluginName, NumHistoryShards: 1,
			DataStores: map[string]config.DataStore{sqlite.PluginName: {SQL: store}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		PublicClient:        config.PublicClient{HostPort: frontend},
		Archival: config.Archival{
			History: config.HistoryArchival{State: "disabled"}, Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
	}
	return temporal.NewServer(
		temporal.WithConfig(cfg), temporal.ForServices(temporal.DefaultServices), temporal.WithStaticHosts(hosts),
		temporal.WithLogger(log.NewZapLogger(log.BuildZapLogger(log.Config{Stdout: true, Level: o.level}))),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()), temporal.WithDynamicConfigClient(o.dynamic),
	)
}

// prepare makes the tables and the namespace where they are not there yet.
func prepare(o options) (*config.SQL, error) {
	store := &config.SQL{PluginName: sqlite.PluginName, DatabaseName: o.file}
	if o.file == "" {
		store.DatabaseName, store.ConnectAttributes = "huiyin", map[string]string{"mode": "memory", "cache": "shared"}
	} else {
		store.ConnectAttributes = map[string]string{"mode": "rwc"}
		if _, err := os.Stat(o.file); errors.Is(err, os.ErrNotExist) {
			if err := sqliteschema.SetupSchema(store); err != nil {
				return nil, err
			}
		}
	}
	namespace, err := sqliteschema.NewNamespaceConfig(clusterName, o.namespace, false, nil)
	if err != nil {
		return nil, err
	}
	return store, sqliteschema.CreateNamespaces(store, namespace)
}
