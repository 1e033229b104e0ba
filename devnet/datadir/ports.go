package datadir

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// The range lies below the one that systems take for outgoing connections, so
// that a port found free is not lost to a client socket a moment later.
const (
	firstPort = 20000
	lastPort  = 29999
)

// Ports returns a free port on 127.0.0.1 for each name: the one that it had at
// the last start if that is still free, else a random one. The choice is kept
// in the directory, so that addresses survive a restart.
func (d *Dir) Ports(names ...string) (map[string]int, error) {
	path := d.Path("ports.json")
	kept := map[string]int{}
	if _, err := ReadJSON(path, &kept); err != nil {
		return nil, err
	}
	taken := map[int]bool{}
	for _, port := range kept {
		taken[port] = true
	}
	for _, name := range names {
		if port, ok := kept[name]; ok && isFree(port) {
			continue
		}
		port, err := pickPort(taken)
		if err != nil {
			return nil, err
		}
		kept[name], taken[port] = port, true
	}
	return kept, WriteJSON(path, kept, 0o600)
}

func pickPort(taken map[int]bool) (int, error) {
	for range 1000 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if !taken[port] && isFree(port) {
			return port, nil
		}
	}
	return 0, errors.New("no free port on 127.0.0.1")
}

func isFree(port int) bool {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", Loopback(port))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

// Loopback returns the address of a port on 127.0.0.1.
func Loopback(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
