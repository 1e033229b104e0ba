//go:build unix && !linux

package postgres

import "syscall"

// sysProcAttr puts the server in a process group of its own, so that it does
// not get the terminal's Ctrl-C. A server left over from a kill is found by its
// pid file at the next start.
func sysProcAttr() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func inUserNamespace(*syscall.SysProcAttr) {}

const hasUserNamespaces = false
