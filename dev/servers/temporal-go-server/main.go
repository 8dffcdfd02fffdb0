// Temporal with its web interface in one process: the engine of one machine. It takes the arguments of
// `temporal server start-dev`, so that either can stand in the other's place.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	uiversion "github.com/temporalio/ui-server/v2/server/version"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/headers"
)

type options struct {
	ip, file, namespace, level string
	port, uiPort               int
	headless                   bool
	dynamic                    dynamicconfig.StaticClient
}

func main() {
	if err := run(read(os.Args[1:])); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(args []string) options {
	o := options{dynamic: dynamicDefaults()}
	version := flag.Bool("version", false, "say which generation this is")
	flag.StringVar(&o.ip, "ip", "127.0.0.1", "address to listen on")
	flag.IntVar(&o.port, "port", 7233, "port of the engine")
	flag.IntVar(&o.uiPort, "ui-port", 8233, "port of the web interface")
	flag.BoolVar(&o.headless, "headless", false, "without the web interface")
	flag.StringVar(&o.file, "db-filename", "", "file that keeps everything; in memory when not given")
	flag.StringVar(&o.namespace, "namespace", "default", "namespace that is made")
	flag.StringVar(&o.level, "log-level", "warn", "debug, info, warn or error")
	flag.Func("dynamic-config-value", "KEY=JSON, any number of them", o.setDynamic)
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		args = args[1:]
	}
	_ = flag.CommandLine.Parse(args)
	if *version {
		fmt.Printf("temporal of Huiyin (Server %s, UI %s)\n", headers.ServerVersion, uiversion.UIVersion)
		os.Exit(0)
	}
	return o
}

// setDynamic takes a whole number as one: the engine's settings know no other kind where they want a count.
func (o *options) setDynamic(pair string) error {
	key, text, found := strings.Cut(pair, "=")
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil || !found {
		return errors.New("expected KEY=JSON")
	}
	if number, is := value.(float64); is && number == float64(int(number)) {
		value = int(number)
	}
	o.dynamic[dynamicconfig.MakeKey(key)] = value
	return nil
}

func run(o options) error {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	engine, err := newEngine(o)
	if err != nil {
		return err
	}
	if err := engine.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	if !o.headless {
		web := newWeb(o)
		go func() { ended <- web.Start() }()
		defer web.Stop()
	}
	select {
	case err = <-ended:
	case <-stop:
	}
	return errors.Join(err, engine.Stop())
}
