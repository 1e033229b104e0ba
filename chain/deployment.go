package chain

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Errors of deployments.
var (
	// ErrDeploymentInvalid is returned when a file is not that of a deployment.
	ErrDeploymentInvalid = errors.New("not a deployment file")
	// ErrDeploymentMismatch is returned when a deployment's contracts are not on
	// the chain that the node serves, or are others than the file says.
	ErrDeploymentMismatch = errors.New("the deployment is not on this chain")
	// ErrDeploymentIncomplete is returned when a deployment was cut off. [Deploy] goes on with it.
	ErrDeploymentIncomplete = errors.New("the deployment was cut off: deploy again with the same file")
)

// deploymentVersion is that of the file.
const deploymentVersion = 3

// Deployment says where the contracts are. It is kept in one file, which every
// program reads.
type Deployment struct {
	ChainID uint64
	// Block is the first that can hold anything of the contracts.
	Block uint64
	// Operator sent the contracts, and administers them until [HandOver].
	Operator Address
	// Governor proposes to the timelock, cancels and executes.
	Governor      Address
	Authorities   Authorities
	TimelockDelay time.Duration // as it was set at first
	Manager       Address
	Timelock      Address // administers the manager once that was handed over
	Organizations Address
	Credentials   Address
	Plans         Address
	Coverages     Address
	Escrow        Address
	// Clocks and Corrections are parts of the ledger, which runs them as its own
	// code: all of their calls and events are at its address.
	Clocks      Address
	Corrections Address
	Ledger      Address
	Consents    Address
	Appeals     Address
	Token       Address
	// IsTestToken is set for a token that anybody may mint.
	IsTestToken bool
	// TokenUnitsPerCent are the token's units in one cent.
	TokenUnitsPerCent *big.Int
	// IsComplete is not set of a deployment that was cut off.
	IsComplete bool
}

// Authorities are the accounts that record credentials and appoint panels. In
// [DeployOptions] the zero Address stands for the operator.
type Authorities struct {
	Licensor         Address
	ProviderEnroller Address
	Excluder         Address
	PanelAdmin       Address
}

// deploymentFile is a deployment as JSON.
type deploymentFile struct {
	Version              int    `json:"version"`
	IsComplete           bool   `json:"isComplete"`
	ChainID              uint64 `json:"chainId"`
	Block                uint64 `json:"block"`
	Operator             string `json:"operator"`
	Governor             string `json:"governor"`
	Licensor             string `json:"licensor"`
	ProviderEnroller     string `json:"providerEnroller"`
	Excluder             string `json:"excluder"`
	PanelAdmin           string `json:"panelAdmin"`
	TimelockDelaySeconds int64  `json:"timelockDelaySeconds"`
	Manager              string `json:"manager"`
	Timelock             string `json:"timelock"`
	Organizations        string `json:"organizations"`
	Credentials          string `json:"credentials"`
	Plans                string `json:"plans"`
	Coverages            string `json:"coverages"`
	Escrow               string `json:"escrow"`
	Clocks               string `json:"clocks"`
	Corrections          string `json:"corrections"`
	Ledger               string `json:"ledger"`
	Consents             string `json:"consents"`
	Appeals              string `json:"appeals"`
	Token                string `json:"token"`
	IsTestToken          bool   `json:"isTestToken"`
	TokenUnitsPerCent    string `json:"tokenUnitsPerCent"`
}

// addresses pairs the file's texts with the deployment's addresses.
func (f *deploymentFile) addresses(d *Deployment) map[*string]*Address {
	return map[*string]*Address{
		&f.Operator: &d.Operator, &f.Governor: &d.Governor,
		&f.Licensor: &d.Authorities.Licensor, &f.ProviderEnroller: &d.Authorities.ProviderEnroller,
		&f.Excluder: &d.Authorities.Excluder, &f.PanelAdmin: &d.Authorities.PanelAdmin,
		&f.Manager:       &d.Manager,
		&f.Timelock:      &d.Timelock,
		&f.Organizations: &d.Organizations,
		&f.Credentials:   &d.Credentials,
		&f.Plans:         &d.Plans,
		&f.Coverages:     &d.Coverages,
		&f.Escrow:        &d.Escrow,
		&f.Clocks:        &d.Clocks,
		&f.Corrections:   &d.Corrections,
		&f.Ledger:        &d.Ledger,
		&f.Consents:      &d.Consents,
		&f.Appeals:       &d.Appeals,
		&f.Token:         &d.Token,
	}
}

// LoadDeployment reads the file that [Deploy] wrote.
//
// Errors: [os.ErrNotExist], [ErrDeploymentInvalid], [ErrDeploymentIncomplete].
func LoadDeployment(path string) (Deployment, error) {
	d, err := readDeployment(path)
	if err == nil && !d.IsComplete {
		return Deployment{}, ErrDeploymentIncomplete
	}
	return d, err
}

// readDeployment reads the file of a deployment that may have been cut off.
func readDeployment(path string) (Deployment, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Deployment{}, fmt.Errorf("reading the deployment: %w", err)
	}
	var file deploymentFile
	if err := json.Unmarshal(data, &file); err != nil || file.Version != deploymentVersion {
		return Deployment{}, ErrDeploymentInvalid
	}
	d := Deployment{
		ChainID: file.ChainID, Block: file.Block, IsTestToken: file.IsTestToken, IsComplete: file.IsComplete,
		TimelockDelay: time.Duration(file.TimelockDelaySeconds) * time.Second,
	}
	var isNumber bool
	if d.TokenUnitsPerCent, isNumber = new(big.Int).SetString(file.TokenUnitsPerCent, 10); !isNumber || d.TokenUnitsPerCent.Sign() <= 0 {
		return Deployment{}, ErrDeploymentInvalid
	}
	for text, address := range file.addresses(&d) {
		if *address, err = ParseAddress(*text); err != nil || (d.IsComplete && *address == Address{}) {
			return Deployment{}, ErrDeploymentInvalid
		}
	}
	return d, nil
}

// save writes the file whole or not at all.
func (d Deployment) save(path string) error {
	file := deploymentFile{
		Version: deploymentVersion, ChainID: d.ChainID, Block: d.Block, IsTestToken: d.IsTestToken, IsComplete: d.IsComplete,
		TokenUnitsPerCent: d.TokenUnitsPerCent.String(), TimelockDelaySeconds: int64(d.TimelockDelay / time.Second),
	}
	for text, address := range file.addresses(&d) {
		*text = FormatAddress(*address)
	}
	data, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return err
	}
	if err := writeWhole(path, append(data, '\n')); err != nil {
		return fmt.Errorf("writing the deployment: %w", err)
	}
	return nil
}

func writeWhole(path string, data []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".deployment-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	if _, err := file.Write(data); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
