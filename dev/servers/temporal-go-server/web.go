package main

import (
	"fmt"
	"os"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
)

// newWeb makes Temporal Web. What could bend the law by hand is locked unless asked otherwise; a request to
// cancel is not, since a ticket only notes it.
func newWeb(o options) *uiserver.Server {
	locked := os.Getenv("HUIYIN_TEMPORAL_WEB_LOCKED") != "false"
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		TemporalGRPCAddress:       fmt.Sprintf("%s:%d", o.ip, o.port),
		Host:                      o.ip,
		Port:                      o.uiPort,
		EnableUI:                  true,
		DefaultNamespace:          o.namespace,
		CORS:                      uiconfig.CORS{CookieInsecure: true},
		DisableNewsFetch:          true,
		HideLogs:                  true,
		WorkflowTerminateDisabled: locked,
		WorkflowSignalDisabled:    locked,
		WorkflowUpdateDisabled:    locked,
		WorkflowResetDisabled:     locked,
		WorkflowPauseDisabled:     locked,
		StartWorkflowDisabled:     locked,
		BatchActionsDisabled:      locked,
		ActivityCommandsDisabled:  locked,
	}))
}
