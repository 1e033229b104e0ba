package postgres

import "syscall"

// sysProcAttr are the attributes of every server process.
//
// In a process group of its own it does not get the terminal's Ctrl-C: we stop
// it last. When this process is killed it gets an interrupt from the kernel and
// shuts down by itself.
func sysProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
}

// inUserNamespace lets root run programs that refuse to run as root: they see
// an ordinary user id, the files stay root's.
func inUserNamespace(attr *syscall.SysProcAttr) {
	attr.Cloneflags = syscall.CLONE_NEWUSER
	attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}}
	attr.GidMappings = attr.UidMappings
}

const hasUserNamespaces = true
