// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// IClaimLedgerBatch is an auto generated low-level Go binding around an user-defined struct.
type IClaimLedgerBatch struct {
	Root       [32]byte
	ReceivedAt uint64
	Count      uint16
	IsSettled  bool
}

// IClaimLedgerDecision is an auto generated low-level Go binding around an user-defined struct.
type IClaimLedgerDecision struct {
	Index           uint16
	Provider        uint32
	FirstIndex      uint16
	Count           uint16
	SubmissionIndex uint16
	SubmissionCount uint16
	Claim           []byte
	Coverage        []byte
	Family          uint32
	InnerSiblings   [][32]byte
	OuterSiblings   [][32]byte
}

// IClaimLedgerSettlement is an auto generated low-level Go binding around an user-defined struct.
type IClaimLedgerSettlement struct {
	Insurer   uint32
	Sequence  uint32
	Coverages []byte
	Families  []byte
	Claims    []byte
}

// IClaimLedgerSubmission is an auto generated low-level Go binding around an user-defined struct.
type IClaimLedgerSubmission struct {
	Provider  uint32
	Sequence  uint64
	Root      [32]byte
	Count     uint16
	Deadline  uint64
	Signature []byte
}

// ICoveragesCoverageYear is an auto generated low-level Go binding around an user-defined struct.
type ICoveragesCoverageYear struct {
	Plan             uint32
	StartDay         *big.Int
	EndDay           *big.Int
	Family           uint32
	DeductibleCents  *big.Int
	OutOfPocketCents *big.Int
}

// ICoveragesEnrolment is an auto generated low-level Go binding around an user-defined struct.
type ICoveragesEnrolment struct {
	CoverageYear uint64
	Plan         uint32
	StartDay     *big.Int
	EndDay       *big.Int
	Family       uint32
}

// ICoveragesFamilyYear is an auto generated low-level Go binding around an user-defined struct.
type ICoveragesFamilyYear struct {
	DeductibleCents  *big.Int
	OutOfPocketCents *big.Int
}

// IOrganizationsProvider is an auto generated low-level Go binding around an user-defined struct.
type IOrganizationsProvider struct {
	Signer      common.Address
	Payee       common.Address
	IsDelegated bool
}

// IPlansCostShare is an auto generated low-level Go binding around an user-defined struct.
type IPlansCostShare struct {
	IsCovered           bool
	IsDeductibleApplied bool
	CoinsuranceBps      uint16
	CopayCents          *big.Int
}

// IPlansPlan is an auto generated low-level Go binding around an user-defined struct.
type IPlansPlan struct {
	DeductibleCents           *big.Int
	FamilyDeductibleCents     *big.Int
	OutOfPocketMaxCents       *big.Int
	FamilyOutOfPocketMaxCents *big.Int
	PromptPaySeconds          uint32
	FeeScheduleRoot           [32]byte
	EditsRoot                 [32]byte
	Classes                   []IPlansCostShare
}

// AccessManagerMetaData contains all meta data concerning the AccessManager contract.
var AccessManagerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialAdmin\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"}],\"name\":\"AccessManagerAlreadyScheduled\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AccessManagerBadConfirmation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"}],\"name\":\"AccessManagerExpired\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"initialAdmin\",\"type\":\"address\"}],\"name\":\"AccessManagerInvalidInitialAdmin\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"selector\",\"type\":\"bytes4\"}],\"name\":\"AccessManagerLockedFunction\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"AccessManagerLockedRole\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"}],\"name\":\"AccessManagerNotReady\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"}],\"name\":\"AccessManagerNotScheduled\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"msgsender\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"AccessManagerUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes4\",\"name\":\"selector\",\"type\":\"bytes4\"}],\"name\":\"AccessManagerUnauthorizedCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"msgsender\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes4\",\"name\":\"selector\",\"type\":\"bytes4\"}],\"name\":\"AccessManagerUnauthorizedCancel\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"AccessManagerUnauthorizedConsume\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"AddressEmptyCode\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"nonce\",\"type\":\"uint32\"}],\"name\":\"OperationCanceled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"nonce\",\"type\":\"uint32\"}],\"name\":\"OperationExecuted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"nonce\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint48\",\"name\":\"schedule\",\"type\":\"uint48\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"OperationScheduled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"admin\",\"type\":\"uint64\"}],\"name\":\"RoleAdminChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint48\",\"name\":\"since\",\"type\":\"uint48\"}],\"name\":\"RoleGrantDelayChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint48\",\"name\":\"since\",\"type\":\"uint48\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"newMember\",\"type\":\"bool\"}],\"name\":\"RoleGranted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"guardian\",\"type\":\"uint64\"}],\"name\":\"RoleGuardianChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"label\",\"type\":\"string\"}],\"name\":\"RoleLabel\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"RoleRevoked\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint48\",\"name\":\"since\",\"type\":\"uint48\"}],\"name\":\"TargetAdminDelayUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"closed\",\"type\":\"bool\"}],\"name\":\"TargetClosed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes4\",\"name\":\"selector\",\"type\":\"bytes4\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"TargetFunctionRoleUpdated\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"ADMIN_ROLE\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PUBLIC_ROLE\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes4\",\"name\":\"selector\",\"type\":\"bytes4\"}],\"name\":\"canCall\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"immediate\",\"type\":\"bool\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"cancel\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"consumeScheduledOp\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"execute\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"expiration\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"getAccess\",\"outputs\":[{\"internalType\":\"uint48\",\"name\":\"since\",\"type\":\"uint48\"},{\"internalType\":\"uint32\",\"name\":\"currentDelay\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"pendingDelay\",\"type\":\"uint32\"},{\"internalType\":\"uint48\",\"name\":\"effect\",\"type\":\"uint48\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"getNonce\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"getRoleAdmin\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"getRoleGrantDelay\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"getRoleGuardian\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"id\",\"type\":\"bytes32\"}],\"name\":\"getSchedule\",\"outputs\":[{\"internalType\":\"uint48\",\"name\":\"\",\"type\":\"uint48\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"getTargetAdminDelay\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes4\",\"name\":\"selector\",\"type\":\"bytes4\"}],\"name\":\"getTargetFunctionRole\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"executionDelay\",\"type\":\"uint32\"}],\"name\":\"grantRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"hasRole\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"isMember\",\"type\":\"bool\"},{\"internalType\":\"uint32\",\"name\":\"executionDelay\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"hashOperation\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"isTargetClosed\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"string\",\"name\":\"label\",\"type\":\"string\"}],\"name\":\"labelRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"minSetback\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes[]\",\"name\":\"data\",\"type\":\"bytes[]\"}],\"name\":\"multicall\",\"outputs\":[{\"internalType\":\"bytes[]\",\"name\":\"results\",\"type\":\"bytes[]\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"callerConfirmation\",\"type\":\"address\"}],\"name\":\"renounceRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"revokeRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"uint48\",\"name\":\"when\",\"type\":\"uint48\"}],\"name\":\"schedule\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"operationId\",\"type\":\"bytes32\"},{\"internalType\":\"uint32\",\"name\":\"nonce\",\"type\":\"uint32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"newDelay\",\"type\":\"uint32\"}],\"name\":\"setGrantDelay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"admin\",\"type\":\"uint64\"}],\"name\":\"setRoleAdmin\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"guardian\",\"type\":\"uint64\"}],\"name\":\"setRoleGuardian\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"newDelay\",\"type\":\"uint32\"}],\"name\":\"setTargetAdminDelay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"closed\",\"type\":\"bool\"}],\"name\":\"setTargetClosed\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"bytes4[]\",\"name\":\"selectors\",\"type\":\"bytes4[]\"},{\"internalType\":\"uint64\",\"name\":\"roleId\",\"type\":\"uint64\"}],\"name\":\"setTargetFunctionRole\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"updateAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "9642efa02638bf76f80520015bdb152c61",
	Bin: "0x6080604052346102b757604051601f6131c838819003918201601f19168301916001600160401b0383118484101761015a578084926020946040528339810103126102b757516001600160a01b038116908190036102b75780156102a4575f8181525f5160206131885f395f51905f52602052604090205465ffffffffffff161580156101825765ffffffffffff610096426102bb565b1665ffffffffffff811161016e578060405191604083019383851060018060401b0386111761015a5760409485529183525f60208085018281528783525f5160206131885f395f51905f529091529481209351845495516001600160a01b031990961665ffffffffffff919091161760309590951b600160301b600160a01b0316949094179092555f5160206131a85f395f51905f52916060915b65ffffffffffff604051928684521660208301526040820152a3604051612e9d90816102eb8239f35b634e487b7160e01b5f52604160045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b5f8281525f5160206131885f395f51905f526020526040902054906101a6426102bb565b63ffffffff8360301c169265ffffffffffff808260701c1692168211155f146102925750505b63ffffffff8216801561028b5763ffffffff811161016e575b65ffffffffffff63ffffffff6101fa426102bb565b921691160165ffffffffffff811161016e575f8481525f5160206131885f395f51905f52602090815260408083208054600160301b600160a01b0319169185901b6dffffffffffff0000000000000000169690921b67ffffffff00000000169590951760301b600160301b600160a01b0316949094179093555f5160206131a85f395f51905f529160609190610131565b505f6101e5565b63ffffffff9060501c169250506101cc565b630409d6d160e11b5f525f60045260245ffd5b5f80fd5b65ffffffffffff81116102d35765ffffffffffff1690565b6306dfcc6560e41b5f52603060045260245260445ffdfe60806040526004361015610011575f80fd5b5f5f3560e01c806308d6122d146119595780630b0a93ba1461191257806312be8727146118ef578063167bd3951461183257806318ff183c146117715780631cff79cd146115c057806325c471a0146111b55780633078f1141461115a57806330cae1871461109a5780633adc277a1461106b5780633ca7c02a146110485780634136a33c146110155780634665096d14610ff75780634c1da1e214610fc55780635296295214610ef1578063530dd45614610e9a5780636d5115bd14610e1457806375b238fc14610df8578063853551b814610d2357806394c7d7ee14610bc1578063a166aa8914610b6b578063a64d95ce14610a24578063abd9bd2a146109ff578063ac9650d814610814578063b7009613146107b7578063b7d2b16214610784578063cc1b6c8114610766578063d1f856ee14610721578063d22b59891461061e578063d6bb62c6146104a7578063f801a698146101f25763fe0776f51461017a575f80fd5b346101ef5760406003193601126101ef57610193611b42565b61019b611aee565b903373ffffffffffffffffffffffffffffffffffffffff8316036101c757906101c3916124c9565b5080f35b6004837f5f159e63000000000000000000000000000000000000000000000000000000008152fd5b80fd5b50346101ef5760606003193601126101ef5761020c611acb565b9060243567ffffffffffffffff81116104a35761022d903690600401611b70565b919060443565ffffffffffff811680910361049f5761024e84838733612194565b905061026a63ffffffff61026142612e55565b92168092612090565b90158015610484575b61040e579065ffffffffffff809216908180821191180218169061029984828733611de5565b93848452600260205265ffffffffffff60408520541680151590816103fd575b506103d15760409584936103c287947f82a2da5dee54ea8021c6545b4444620291e07ee83be6dd57edb175062715f3b494868b99526002602052600163ffffffff8a8a205460301c160163ffffffff81169989898c9b52600260205281812065ffffffffffff88167fffffffffffffffffffffffffffffffffffffffffffffffffffff000000000000825416179055898152600260205220907fffffffffffffffffffffffffffffffffffffffffffff00000000ffffffffffff69ffffffff00000000000083549260301b16911617905573ffffffffffffffffffffffffffffffffffffffff8b519586958652336020870152168b850152608060608501526080840191611dc5565b0390a382519182526020820152f35b602484867f813e9459000000000000000000000000000000000000000000000000000000008252600452fd5b6104079150612473565b155f6102b9565b6064847fffffffff000000000000000000000000000000000000000000000000000000008873ffffffffffffffffffffffffffffffffffffffff6104528a896121e8565b917f81c6f24b000000000000000000000000000000000000000000000000000000008552336004521660245216604452fd5b508115158015610273575065ffffffffffff81168210610273565b8280fd5b5080fd5b50346101ef576104b636611c02565b909392916104c482866121e8565b916104d181878487611de5565b95868652600260205265ffffffffffff604087205416155f1461051a57602486887f60a299b0000000000000000000000000000000000000000000000000000000008252600452fd5b906105269183866125aa565b156105a2576020848680825260028352604082207fffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000081541690558082526002835263ffffffff604083205460301c1680917fbd9ac67a6e2f6463b80927326310338bcbb4bdb7936ce1365ea3e01067e7b9f76040519480a38152f35b6040517f3fe2751c00000000000000000000000000000000000000000000000000000000815233600482015273ffffffffffffffffffffffffffffffffffffffff9384166024820152921660448301527fffffffff00000000000000000000000000000000000000000000000000000000166064820152608490fd5b50346101ef5760406003193601126101ef57610638611acb565b7fa56b76017453f399ec2327ba00375dbfb1fd070ff854341ad6191e6a2e2de19c73ffffffffffffffffffffffffffffffffffffffff610676611bef565b9261067f6120db565b1691828452836020526106a9816dffffffffffffffffffffffffffff600160408820015416612dbd565b9190848652856020526dffffffffffffffffffffffffffff6001604088200191167fffffffffffffffffffffffffffffffffffff000000000000000000000000000082541617905561071b6040519283928390929165ffffffffffff60209163ffffffff604085019616845216910152565b0390a280f35b50346101ef5760406003193601126101ef5761074c61073e611b42565b610746611aee565b90612064565b60408051921515835263ffffffff91909116602083015290f35b50346101ef57806003193601126101ef576020604051620697808152f35b50346101ef5760406003193601126101ef576101c36107a1611b42565b6107a9611aee565b906107b26120db565b6124c9565b50346101ef5760606003193601126101ef576107d1611acb565b6107d9611aee565b604435917fffffffff00000000000000000000000000000000000000000000000000000000831683036108105761074c9350611e96565b8380fd5b50346101ef5760206003193601126101ef5760043567ffffffffffffffff81116104a357610846903690600401611b11565b9060206040516108568282611ca8565b84815281810191601f19810136843761086e85611e3d565b9361087c6040519586611ca8565b858552601f1961088b87611e3d565b01875b8181106109f057505086907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301915b8781101561095a578060051b820135838112156109565782019081359167ffffffffffffffff831161095257850182360381136109525782610930610936928d898c6001986040519687958487013784018281018481528e519283915e010190815203601f198101835282611ca8565b306124a7565b610940828a611e55565b5261094b8189611e55565b50016108c0565b8a80fd5b8980fd5b88848860405191808301818452825180915260408401918060408360051b870101940192865b83881061098d5786860387f35b9091929394838080837fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc08b60019603018752601f19601f838c518051918291828752018686015e8885828601015201160101970193019701969093929193610980565b6060878201850152830161088e565b50346101ef576020610a1c610a1336611c02565b92919091611de5565b604051908152f35b50346101ef5760406003193601126101ef57610a3e611b42565b67ffffffffffffffff610a4f611bef565b91610a586120db565b169067ffffffffffffffff8214610b3f577ffeb69018ee8b8fd50ea86348f1267d07673379f72cffdeccec63853ee8ce8b48908284526001602052610ab7816dffffffffffffffffffffffffffff600160408820015460801c16612dbd565b9190848652600160205260016040872001907fffff0000000000000000000000000000ffffffffffffffffffffffffffffffff7dffffffffffffffffffffffffffff0000000000000000000000000000000083549260801b16911617905561071b6040519283928390929165ffffffffffff60209163ffffffff604085019616845216910152565b602483837f1871a90c000000000000000000000000000000000000000000000000000000008252600452fd5b50346101ef5760206003193601126101ef576020610bb7610b8a611acb565b73ffffffffffffffffffffffffffffffffffffffff165f525f60205260ff600160405f20015460701c1690565b6040519015158152f35b50346101ef57610bd036611b9e565b916040517f8fb36037000000000000000000000000000000000000000000000000000000008152602081600481335afa908115610d18578591610c99575b507fffffffff000000000000000000000000000000000000000000000000000000007f8fb3603700000000000000000000000000000000000000000000000000000000911603610c6d5791610c68916101c3933390611de5565b612216565b6024847f320ff74800000000000000000000000000000000000000000000000000000000815233600452fd5b90506020813d602011610d10575b81610cb460209383611ca8565b81010312610d0c57517fffffffff0000000000000000000000000000000000000000000000000000000081168103610d0c577fffffffff00000000000000000000000000000000000000000000000000000000610c0e565b8480fd5b3d9150610ca7565b6040513d87823e3d90fd5b50346101ef5760406003193601126101ef57610d3d611b42565b6024359067ffffffffffffffff821161049f57610d6767ffffffffffffffff923690600401611b70565b929091610d726120db565b169182158015610de7575b610dbb57907f1256f5b5ecb89caec12db449738f2fbcd1ba5806cf38f35413f4e5c15bf6a4509161071b604051928392602084526020840191611dc5565b602484847f1871a90c000000000000000000000000000000000000000000000000000000008252600452fd5b5067ffffffffffffffff8314610d7d565b50346101ef57806003193601126101ef57602090604051908152f35b50346101ef5760406003193601126101ef57610e2e611acb565b602435907fffffffff00000000000000000000000000000000000000000000000000000000821680920361049f5760209267ffffffffffffffff9273ffffffffffffffffffffffffffffffffffffffff6040931682528185528282209082528452205416604051908152f35b50346101ef5760206003193601126101ef576020610edf610eb9611b42565b67ffffffffffffffff165f52600160205267ffffffffffffffff600160405f2001541690565b67ffffffffffffffff60405191168152f35b50346101ef5760406003193601126101ef57610f0b611b42565b67ffffffffffffffff610f1c611b59565b91610f256120db565b169081158015610fb4575b610b3f5767ffffffffffffffff9082845260016020526001604085200180547fffffffffffffffffffffffffffffffff0000000000000000ffffffffffffffff6fffffffffffffffff00000000000000008460401b16911617905516907f7a8059630b897b5de4c08ade69f8b90c3ead1f8596d62d10b6c4d14a0afb4ae28380a380f35b5067ffffffffffffffff8214610f30565b50346101ef5760206003193601126101ef576020610fe9610fe4611acb565b611d89565b63ffffffff60405191168152f35b50346101ef57806003193601126101ef57602060405162093a808152f35b50346101ef5760206003193601126101ef5763ffffffff6040602092600435815260028452205460301c16604051908152f35b50346101ef57806003193601126101ef57602060405167ffffffffffffffff8152f35b50346101ef5760206003193601126101ef57602061108a600435611d5f565b65ffffffffffff60405191168152f35b50346101ef5760406003193601126101ef576110b4611b42565b67ffffffffffffffff6110c5611b59565b916110ce6120db565b169081158015611149575b610b3f5767ffffffffffffffff908284526001602052600160408520018282167fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000082541617905516907f1fd6dd7631312dfac2205b52913f99de03b4d7e381d5d27d3dbfe0713e6e63408380a380f35b5067ffffffffffffffff82146110d9565b50346101ef5760406003193601126101ef57608063ffffffff65ffffffffffff81611194611186611b42565b61118e611aee565b90611cf8565b93929590918560405197168752166020860152166040840152166060820152f35b50346101ef5760606003193601126101ef576111cf611b42565b6111d7611aee565b906044359163ffffffff8316809303610810576111f26120db565b67ffffffffffffffff61120483611c6f565b92169167ffffffffffffffff83146115945782855260016020526040852073ffffffffffffffffffffffffffffffffffffffff83165f5260205265ffffffffffff60405f2054161590815f146113bc5761126e9063ffffffff61126642612e55565b911690612090565b6040516040810181811067ffffffffffffffff82111761138f579265ffffffffffff73ffffffffffffffffffffffffffffffffffffffff936113787ff98448b987f1428e0e230e1f3c6e2ce15b5693eaf31827fbd0b1ec4b424ae7cf97946dffffffffffffffffffffffffffff8b60408e60609b82528787168552602085019283528d81526001602052208989165f52602052858060405f20945116167fffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000084541617835551167fffffffffffffffffffffffff0000000000000000000000000000ffffffffffff73ffffffffffffffffffffffffffff00000000000083549260301b169116179055565b60405198895216602088015260408701521693a380f35b6024887f4e487b710000000000000000000000000000000000000000000000000000000081526041600452fd5b5082855260016020526040852073ffffffffffffffffffffffffffffffffffffffff83165f526020526114056dffffffffffffffffffffffffffff60405f205460301c16612436565b50508463ffffffff82168181115f14611536570363ffffffff8111611509579260609265ffffffffffff73ffffffffffffffffffffffffffffffffffffffff9361150467ffffffff0000000061148b63ffffffff7ff98448b987f1428e0e230e1f3c6e2ce15b5693eaf31827fbd0b1ec4b424ae7cf9a5b1661148642612e55565b612090565b9260201b166dffffffffffff00000000000000008360401b16178a17898c52600160205260408c208787165f5260205260405f20907fffffffffffffffffffffffff0000000000000000000000000000ffffffffffff73ffffffffffffffffffffffffffff00000000000083549260301b169116179055565b611378565b6024877f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b50507ff98448b987f1428e0e230e1f3c6e2ce15b5693eaf31827fbd0b1ec4b424ae7cf9260609265ffffffffffff73ffffffffffffffffffffffffffffffffffffffff9361150467ffffffff0000000061148b63ffffffff8d61147c565b602485847f1871a90c000000000000000000000000000000000000000000000000000000008252600452fd5b506115ca36611b9e565b90916115d882848333612194565b93901580611763575b61171f576115f183828433611de5565b63ffffffff86951615801590611706575b6116f4575b506003549261166061161982846121e8565b849073ffffffffffffffffffffffffffffffffffffffff7fffffffff0000000000000000000000000000000000000000000000000000000092165f521660205260405f2090565b60035567ffffffffffffffff81116116c7576040519161168a601f8301601f191660200184611ca8565b81835236828201116116c3579560208284938299836116b198970137830101523491612347565b5060035563ffffffff60405191168152f35b8680fd5b6024867f4e487b710000000000000000000000000000000000000000000000000000000081526041600452fd5b6116ff919450612216565b925f611607565b5065ffffffffffff61171782611d5f565b161515611602565b849173ffffffffffffffffffffffffffffffffffffffff6104526064957fffffffff00000000000000000000000000000000000000000000000000000000946121e8565b5063ffffffff8416156115e1565b503461182e57604060031936011261182e5761178b611acb565b73ffffffffffffffffffffffffffffffffffffffff6117a8611aee565b916117b16120db565b1690813b1561182e5773ffffffffffffffffffffffffffffffffffffffff60245f928360405195869485937f7a9e5e4b0000000000000000000000000000000000000000000000000000000085521660048401525af1801561182357611815575080f35b61182191505f90611ca8565b005b6040513d5f823e3d90fd5b5f80fd5b3461182e57604060031936011261182e5761184b611acb565b6024359081151580920361182e57602073ffffffffffffffffffffffffffffffffffffffff7f90d4e7bb7e5d933792b3562e1741306f8be94837e1348dacef9b6f1df56eb1389261189a6120db565b1692835f525f8252600160405f200180547fffffffffffffffffffffffffffffffffff00ffffffffffffffffffffffffffff6eff00000000000000000000000000008460701b169116179055604051908152a2005b3461182e57602060031936011261182e576020610fe961190d611b42565b611c6f565b3461182e57602060031936011261182e576020610edf611930611b42565b67ffffffffffffffff165f52600160205267ffffffffffffffff600160405f20015460401c1690565b3461182e57606060031936011261182e57611972611acb565b60243567ffffffffffffffff811161182e57611992903690600401611b11565b91906044359067ffffffffffffffff821680920361182e576119b59392936120db565b73ffffffffffffffffffffffffffffffffffffffff5f9416935b83811015611821578060051b8201357fffffffff00000000000000000000000000000000000000000000000000000000811680910361182e577f7a9e5e4b000000000000000000000000000000000000000000000000000000008114611aa0579083867f9ea6790c7dadfd01c9f8b9762b3682607af2c7e79e05a9f9fdf5580dde9491516020600195835f525f825260405f20815f52825260405f20857fffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000825416179055604051908152a3016119cf565b7ff4744e4a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361182e57565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361182e57565b9181601f8401121561182e5782359167ffffffffffffffff831161182e576020808501948460051b01011161182e57565b6004359067ffffffffffffffff8216820361182e57565b6024359067ffffffffffffffff8216820361182e57565b9181601f8401121561182e5782359167ffffffffffffffff831161182e576020838186019501011161182e57565b90604060031983011261182e5760043573ffffffffffffffffffffffffffffffffffffffff8116810361182e57916024359067ffffffffffffffff821161182e57611beb91600401611b70565b9091565b6024359063ffffffff8216820361182e57565b606060031982011261182e5760043573ffffffffffffffffffffffffffffffffffffffff8116810361182e579160243573ffffffffffffffffffffffffffffffffffffffff8116810361182e57916044359067ffffffffffffffff821161182e57611beb91600401611b70565b67ffffffffffffffff165f526001602052611ca36dffffffffffffffffffffffffffff600160405f20015460801c16612436565b505090565b90601f601f19910116810190811067ffffffffffffffff821117611ccb57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b9067ffffffffffffffff65ffffffffffff9392165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f5260205260405f205490611d556dffffffffffffffffffffffffffff8360301c16612436565b9490931693909291565b5f52600260205265ffffffffffff60405f205416611d7c81612473565b15611d8657505f90565b90565b73ffffffffffffffffffffffffffffffffffffffff165f525f602052611ca36dffffffffffffffffffffffffffff600160405f20015416612436565b601f8260209493601f1993818652868601375f8582860101520116010190565b9290611e2973ffffffffffffffffffffffffffffffffffffffff93611e37936040519586948160208701991689521660408501526060808501526080840191611dc5565b03601f198101835282611ca8565b51902090565b67ffffffffffffffff8111611ccb5760051b60200190565b8051821015611e695760209160051b010190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b919091611eca8373ffffffffffffffffffffffffffffffffffffffff165f525f60205260ff600160405f20015460701c1690565b15611ed8575050505f905f90565b73ffffffffffffffffffffffffffffffffffffffff81163003611f4a5750611f4490600354929073ffffffffffffffffffffffffffffffffffffffff7fffffffff0000000000000000000000000000000000000000000000000000000092165f521660205260405f2090565b14905f90565b919291907fffffffff00000000000000000000000000000000000000000000000000000000167f7a9e5e4b000000000000000000000000000000000000000000000000000000008103611fd55750611fb363ffffffff80611fab8194612027565b939096611d89565b9216911690818082119118021816915f14611fce5781159190565b5f91508190565b73ffffffffffffffffffffffffffffffffffffffff6120149394165f525f60205260405f20905f5260205267ffffffffffffffff60405f205416612064565b919015611fce5763ffffffff8216159190565b9061203965ffffffffffff925f611cf8565b50509216801515908161204b57509190565b905065ffffffffffff61205d42612e55565b1610159190565b67ffffffffffffffff8181160361207e5750506001905f90565b65ffffffffffff929161203991611cf8565b9065ffffffffffff8091169116019065ffffffffffff82116120ae57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6120e536336126d2565b90156120ee5750565b63ffffffff1661213d5767ffffffffffffffff61210a36612838565b5090507ff07e038f000000000000000000000000000000000000000000000000000000005f52336004521660245260445ffd5b612191604051602081019033825230604082015260608082015261218981602060808201368152365f838301375f823683010152601f19601f360116010103601f198101835282611ca8565b519020612216565b50565b9092919073ffffffffffffffffffffffffffffffffffffffff841630036121bf57611beb93506127c4565b91929060048410156121d557505050505f905f90565b611beb936121e2916121e8565b91611e96565b9060041161182e57357fffffffff000000000000000000000000000000000000000000000000000000001690565b5f81815260026020526040902054909190603081901c63ffffffff169065ffffffffffff168061226c57837f60a299b0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b65ffffffffffff61227c42612e55565b168111156122b057837f18cb6b7a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6122bd9093919293612473565b61231c578190805f52600260205260405f207fffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000081541690557f76a2a46953689d4861a5d3f6ed883ad7e6af674a21f8e162707159fc9dde614d5f80a390565b7f78a5d6e4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9180471061240757815f92916020849351920190855af180806123f4575b15612374575050611d86612da4565b156123bb5773ffffffffffffffffffffffffffffffffffffffff907f9996b315000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b3d156123cc576040513d5f823e3d90fd5b7fd6bda275000000000000000000000000000000000000000000000000000000005f5260045ffd5b503d1515806123655750813b1515612365565b477fcf479181000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b61243f42612e55565b63ffffffff82169165ffffffffffff604082901c811692168211612467575090915f91508190565b60201c63ffffffff1692565b65ffffffffffff62093a8091160165ffffffffffff81116120ae5765ffffffffffff8061249f42612e55565b169116111590565b905f8091602081519101845af480806123f45715612374575050611d86612da4565b67ffffffffffffffff169067ffffffffffffffff821461257e57815f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff82165f5260205265ffffffffffff60405f205416156125785773ffffffffffffffffffffffffffffffffffffffff90825f52600160205260405f208282165f526020525f604081205516907ff229baa593af28c41b1d16b748cd7688f0c83aaf92d4be41c44005defe84c1665f80a3600190565b50505f90565b507f1871a90c000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b91929173ffffffffffffffffffffffffffffffffffffffff1633146126c2576125d233612027565b5073ffffffffffffffffffffffffffffffffffffffff6125f284866121e8565b921691825f525f6020527fffffffff0000000000000000000000000000000000000000000000000000000060405f2091165f5260205261266c3361266767ffffffffffffffff60405f20541667ffffffffffffffff165f52600160205267ffffffffffffffff600160405f20015460401c1690565b612064565b5081156126ca575b506126c25730146126855750505f90565b61268e91612b02565b5090806126af575b6126a05780612578565b6126ab903390612064565b5090565b5067ffffffffffffffff81161515612696565b505050600190565b90505f612674565b906004811061273b573073ffffffffffffffffffffffffffffffffffffffff83161461278357612702905f612b02565b929091158061274c575b6127435761271991612064565b901561273b5763ffffffff808093169116908180821191180218169081159190565b50505f905f90565b5050505f905f90565b5061277e3073ffffffffffffffffffffffffffffffffffffffff165f525f60205260ff600160405f20015460701c1690565b61270c565b905060041161182e57600354305f90815280357fffffffff000000000000000000000000000000000000000000000000000000001660205260409020611f44565b919060048210612743573073ffffffffffffffffffffffffffffffffffffffff8416146127f5579061270291612b02565b6127ff92506121e8565b600354305f9081527fffffffff000000000000000000000000000000000000000000000000000000009092166020526040909120611f44565b5f9060048110612af8578060041161182e577fffffffff000000000000000000000000000000000000000000000000000000005f3516907f853551b80000000000000000000000000000000000000000000000000000000082148015612acf575b8015612aa6575b8015612a7d575b8015612a54575b612a48577f18ff183c0000000000000000000000000000000000000000000000000000000082148015612a1f575b80156129f6575b6129ba577f25c471a00000000000000000000000000000000000000000000000000000000082148015612991575b61293d5750308252816020526040822090825260205267ffffffffffffffff6040822054169181929190565b90506024116101ef57806101ef575060043567ffffffffffffffff8116810361182e5761298a9067ffffffffffffffff165f52600160205267ffffffffffffffff600160405f2001541690565b6001915f90565b507fb7d2b162000000000000000000000000000000000000000000000000000000008214612911565b91505060241161182e5760043573ffffffffffffffffffffffffffffffffffffffff811680910361182e576129ee90611d89565b6001915f9190565b507f08d6122d0000000000000000000000000000000000000000000000000000000082146128e3565b507f167bd3950000000000000000000000000000000000000000000000000000000082146128dc565b5050506001905f905f90565b507fd22b59890000000000000000000000000000000000000000000000000000000082146128ae565b507fa64d95ce0000000000000000000000000000000000000000000000000000000082146128a7565b507f529629520000000000000000000000000000000000000000000000000000000082146128a0565b507f30cae187000000000000000000000000000000000000000000000000000000008214612899565b50505f905f905f90565b60048210612af8577fffffffff00000000000000000000000000000000000000000000000000000000612b3583836121e8565b16917f853551b80000000000000000000000000000000000000000000000000000000083148015612d7b575b8015612d52575b8015612d29575b8015612d00575b612a48577f18ff183c0000000000000000000000000000000000000000000000000000000083148015612cd7575b8015612cae575b612c79577f25c471a00000000000000000000000000000000000000000000000000000000083148015612c50575b612c07575050305f525f60205260405f20905f5260205267ffffffffffffffff60405f205416905f91905f90565b90915060241161182e576004013567ffffffffffffffff8116810361182e5761298a9067ffffffffffffffff165f52600160205267ffffffffffffffff600160405f2001541690565b507fb7d2b162000000000000000000000000000000000000000000000000000000008314612bd9565b90915060241161182e576004013573ffffffffffffffffffffffffffffffffffffffff811680910361182e576129ee90611d89565b507f08d6122d000000000000000000000000000000000000000000000000000000008314612bab565b507f167bd395000000000000000000000000000000000000000000000000000000008314612ba4565b507fd22b5989000000000000000000000000000000000000000000000000000000008314612b76565b507fa64d95ce000000000000000000000000000000000000000000000000000000008314612b6f565b507f52962952000000000000000000000000000000000000000000000000000000008314612b68565b507f30cae187000000000000000000000000000000000000000000000000000000008314612b61565b604051903d82523d5f602084013e60203d830101604052565b612dce63ffffffff91939293612436565b505092168063ffffffff84168181115f14612e3b570363ffffffff81116120ae57612e1c63ffffffff8067ffffffff00000000935b1680620697801181620697801802181661148642612e55565b9360201b166dffffffffffff00000000000000008460401b1617179190565b505067ffffffff00000000612e1c63ffffffff805f612e03565b65ffffffffffff8111612e6d5765ffffffffffff1690565b7f6dfcc650000000000000000000000000000000000000000000000000000000005f52603060045260245260445ffda6eef7e35abe7026729641147f7915573c7e97b47efa546f5f6e3230263bcb49f98448b987f1428e0e230e1f3c6e2ce15b5693eaf31827fbd0b1ec4b424ae7cf",
}

// AccessManager is an auto generated Go binding around an Ethereum contract.
type AccessManager struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *AccessManager) GetABI() abi.ABI {
	return c.abi
}

// NewAccessManager creates a new instance of AccessManager.
func NewAccessManager() *AccessManager {
	parsed, err := AccessManagerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &AccessManager{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *AccessManager) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address initialAdmin) returns()
func (accessManager *AccessManager) PackConstructor(initialAdmin common.Address) []byte {
	enc, err := accessManager.abi.Pack("", initialAdmin)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackADMINROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x75b238fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ADMIN_ROLE() view returns(uint64)
func (accessManager *AccessManager) PackADMINROLE() []byte {
	enc, err := accessManager.abi.Pack("ADMIN_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackADMINROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x75b238fc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ADMIN_ROLE() view returns(uint64)
func (accessManager *AccessManager) TryPackADMINROLE() ([]byte, error) {
	return accessManager.abi.Pack("ADMIN_ROLE")
}

// UnpackADMINROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x75b238fc.
//
// Solidity: function ADMIN_ROLE() view returns(uint64)
func (accessManager *AccessManager) UnpackADMINROLE(data []byte) (uint64, error) {
	out, err := accessManager.abi.Unpack("ADMIN_ROLE", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPUBLICROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ca7c02a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PUBLIC_ROLE() view returns(uint64)
func (accessManager *AccessManager) PackPUBLICROLE() []byte {
	enc, err := accessManager.abi.Pack("PUBLIC_ROLE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPUBLICROLE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ca7c02a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PUBLIC_ROLE() view returns(uint64)
func (accessManager *AccessManager) TryPackPUBLICROLE() ([]byte, error) {
	return accessManager.abi.Pack("PUBLIC_ROLE")
}

// UnpackPUBLICROLE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3ca7c02a.
//
// Solidity: function PUBLIC_ROLE() view returns(uint64)
func (accessManager *AccessManager) UnpackPUBLICROLE(data []byte) (uint64, error) {
	out, err := accessManager.abi.Unpack("PUBLIC_ROLE", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackCanCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7009613.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function canCall(address caller, address target, bytes4 selector) view returns(bool immediate, uint32 delay)
func (accessManager *AccessManager) PackCanCall(caller common.Address, target common.Address, selector [4]byte) []byte {
	enc, err := accessManager.abi.Pack("canCall", caller, target, selector)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCanCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7009613.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function canCall(address caller, address target, bytes4 selector) view returns(bool immediate, uint32 delay)
func (accessManager *AccessManager) TryPackCanCall(caller common.Address, target common.Address, selector [4]byte) ([]byte, error) {
	return accessManager.abi.Pack("canCall", caller, target, selector)
}

// CanCallOutput serves as a container for the return parameters of contract
// method CanCall.
type CanCallOutput struct {
	Immediate bool
	Delay     uint32
}

// UnpackCanCall is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb7009613.
//
// Solidity: function canCall(address caller, address target, bytes4 selector) view returns(bool immediate, uint32 delay)
func (accessManager *AccessManager) UnpackCanCall(data []byte) (CanCallOutput, error) {
	out, err := accessManager.abi.Unpack("canCall", data)
	outstruct := new(CanCallOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Immediate = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Delay = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd6bb62c6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancel(address caller, address target, bytes data) returns(uint32)
func (accessManager *AccessManager) PackCancel(caller common.Address, target common.Address, data []byte) []byte {
	enc, err := accessManager.abi.Pack("cancel", caller, target, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd6bb62c6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancel(address caller, address target, bytes data) returns(uint32)
func (accessManager *AccessManager) TryPackCancel(caller common.Address, target common.Address, data []byte) ([]byte, error) {
	return accessManager.abi.Pack("cancel", caller, target, data)
}

// UnpackCancel is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd6bb62c6.
//
// Solidity: function cancel(address caller, address target, bytes data) returns(uint32)
func (accessManager *AccessManager) UnpackCancel(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("cancel", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackConsumeScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94c7d7ee.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function consumeScheduledOp(address caller, bytes data) returns()
func (accessManager *AccessManager) PackConsumeScheduledOp(caller common.Address, data []byte) []byte {
	enc, err := accessManager.abi.Pack("consumeScheduledOp", caller, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackConsumeScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94c7d7ee.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function consumeScheduledOp(address caller, bytes data) returns()
func (accessManager *AccessManager) TryPackConsumeScheduledOp(caller common.Address, data []byte) ([]byte, error) {
	return accessManager.abi.Pack("consumeScheduledOp", caller, data)
}

// PackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1cff79cd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function execute(address target, bytes data) payable returns(uint32)
func (accessManager *AccessManager) PackExecute(target common.Address, data []byte) []byte {
	enc, err := accessManager.abi.Pack("execute", target, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1cff79cd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function execute(address target, bytes data) payable returns(uint32)
func (accessManager *AccessManager) TryPackExecute(target common.Address, data []byte) ([]byte, error) {
	return accessManager.abi.Pack("execute", target, data)
}

// UnpackExecute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1cff79cd.
//
// Solidity: function execute(address target, bytes data) payable returns(uint32)
func (accessManager *AccessManager) UnpackExecute(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("execute", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackExpiration is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4665096d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function expiration() view returns(uint32)
func (accessManager *AccessManager) PackExpiration() []byte {
	enc, err := accessManager.abi.Pack("expiration")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExpiration is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4665096d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function expiration() view returns(uint32)
func (accessManager *AccessManager) TryPackExpiration() ([]byte, error) {
	return accessManager.abi.Pack("expiration")
}

// UnpackExpiration is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4665096d.
//
// Solidity: function expiration() view returns(uint32)
func (accessManager *AccessManager) UnpackExpiration(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("expiration", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackGetAccess is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3078f114.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getAccess(uint64 roleId, address account) view returns(uint48 since, uint32 currentDelay, uint32 pendingDelay, uint48 effect)
func (accessManager *AccessManager) PackGetAccess(roleId uint64, account common.Address) []byte {
	enc, err := accessManager.abi.Pack("getAccess", roleId, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetAccess is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3078f114.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getAccess(uint64 roleId, address account) view returns(uint48 since, uint32 currentDelay, uint32 pendingDelay, uint48 effect)
func (accessManager *AccessManager) TryPackGetAccess(roleId uint64, account common.Address) ([]byte, error) {
	return accessManager.abi.Pack("getAccess", roleId, account)
}

// GetAccessOutput serves as a container for the return parameters of contract
// method GetAccess.
type GetAccessOutput struct {
	Since        *big.Int
	CurrentDelay uint32
	PendingDelay uint32
	Effect       *big.Int
}

// UnpackGetAccess is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3078f114.
//
// Solidity: function getAccess(uint64 roleId, address account) view returns(uint48 since, uint32 currentDelay, uint32 pendingDelay, uint48 effect)
func (accessManager *AccessManager) UnpackGetAccess(data []byte) (GetAccessOutput, error) {
	out, err := accessManager.abi.Unpack("getAccess", data)
	outstruct := new(GetAccessOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Since = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.CurrentDelay = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	outstruct.PendingDelay = *abi.ConvertType(out[2], new(uint32)).(*uint32)
	outstruct.Effect = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackGetNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4136a33c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getNonce(bytes32 id) view returns(uint32)
func (accessManager *AccessManager) PackGetNonce(id [32]byte) []byte {
	enc, err := accessManager.abi.Pack("getNonce", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4136a33c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getNonce(bytes32 id) view returns(uint32)
func (accessManager *AccessManager) TryPackGetNonce(id [32]byte) ([]byte, error) {
	return accessManager.abi.Pack("getNonce", id)
}

// UnpackGetNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4136a33c.
//
// Solidity: function getNonce(bytes32 id) view returns(uint32)
func (accessManager *AccessManager) UnpackGetNonce(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("getNonce", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackGetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x530dd456.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRoleAdmin(uint64 roleId) view returns(uint64)
func (accessManager *AccessManager) PackGetRoleAdmin(roleId uint64) []byte {
	enc, err := accessManager.abi.Pack("getRoleAdmin", roleId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x530dd456.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRoleAdmin(uint64 roleId) view returns(uint64)
func (accessManager *AccessManager) TryPackGetRoleAdmin(roleId uint64) ([]byte, error) {
	return accessManager.abi.Pack("getRoleAdmin", roleId)
}

// UnpackGetRoleAdmin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x530dd456.
//
// Solidity: function getRoleAdmin(uint64 roleId) view returns(uint64)
func (accessManager *AccessManager) UnpackGetRoleAdmin(data []byte) (uint64, error) {
	out, err := accessManager.abi.Unpack("getRoleAdmin", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackGetRoleGrantDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12be8727.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRoleGrantDelay(uint64 roleId) view returns(uint32)
func (accessManager *AccessManager) PackGetRoleGrantDelay(roleId uint64) []byte {
	enc, err := accessManager.abi.Pack("getRoleGrantDelay", roleId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRoleGrantDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12be8727.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRoleGrantDelay(uint64 roleId) view returns(uint32)
func (accessManager *AccessManager) TryPackGetRoleGrantDelay(roleId uint64) ([]byte, error) {
	return accessManager.abi.Pack("getRoleGrantDelay", roleId)
}

// UnpackGetRoleGrantDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x12be8727.
//
// Solidity: function getRoleGrantDelay(uint64 roleId) view returns(uint32)
func (accessManager *AccessManager) UnpackGetRoleGrantDelay(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("getRoleGrantDelay", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackGetRoleGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b0a93ba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRoleGuardian(uint64 roleId) view returns(uint64)
func (accessManager *AccessManager) PackGetRoleGuardian(roleId uint64) []byte {
	enc, err := accessManager.abi.Pack("getRoleGuardian", roleId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRoleGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b0a93ba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRoleGuardian(uint64 roleId) view returns(uint64)
func (accessManager *AccessManager) TryPackGetRoleGuardian(roleId uint64) ([]byte, error) {
	return accessManager.abi.Pack("getRoleGuardian", roleId)
}

// UnpackGetRoleGuardian is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0b0a93ba.
//
// Solidity: function getRoleGuardian(uint64 roleId) view returns(uint64)
func (accessManager *AccessManager) UnpackGetRoleGuardian(data []byte) (uint64, error) {
	out, err := accessManager.abi.Unpack("getRoleGuardian", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackGetSchedule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3adc277a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getSchedule(bytes32 id) view returns(uint48)
func (accessManager *AccessManager) PackGetSchedule(id [32]byte) []byte {
	enc, err := accessManager.abi.Pack("getSchedule", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetSchedule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3adc277a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getSchedule(bytes32 id) view returns(uint48)
func (accessManager *AccessManager) TryPackGetSchedule(id [32]byte) ([]byte, error) {
	return accessManager.abi.Pack("getSchedule", id)
}

// UnpackGetSchedule is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3adc277a.
//
// Solidity: function getSchedule(bytes32 id) view returns(uint48)
func (accessManager *AccessManager) UnpackGetSchedule(data []byte) (*big.Int, error) {
	out, err := accessManager.abi.Unpack("getSchedule", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetTargetAdminDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4c1da1e2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getTargetAdminDelay(address target) view returns(uint32)
func (accessManager *AccessManager) PackGetTargetAdminDelay(target common.Address) []byte {
	enc, err := accessManager.abi.Pack("getTargetAdminDelay", target)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetTargetAdminDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4c1da1e2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getTargetAdminDelay(address target) view returns(uint32)
func (accessManager *AccessManager) TryPackGetTargetAdminDelay(target common.Address) ([]byte, error) {
	return accessManager.abi.Pack("getTargetAdminDelay", target)
}

// UnpackGetTargetAdminDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4c1da1e2.
//
// Solidity: function getTargetAdminDelay(address target) view returns(uint32)
func (accessManager *AccessManager) UnpackGetTargetAdminDelay(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("getTargetAdminDelay", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackGetTargetFunctionRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d5115bd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getTargetFunctionRole(address target, bytes4 selector) view returns(uint64)
func (accessManager *AccessManager) PackGetTargetFunctionRole(target common.Address, selector [4]byte) []byte {
	enc, err := accessManager.abi.Pack("getTargetFunctionRole", target, selector)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetTargetFunctionRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d5115bd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getTargetFunctionRole(address target, bytes4 selector) view returns(uint64)
func (accessManager *AccessManager) TryPackGetTargetFunctionRole(target common.Address, selector [4]byte) ([]byte, error) {
	return accessManager.abi.Pack("getTargetFunctionRole", target, selector)
}

// UnpackGetTargetFunctionRole is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d5115bd.
//
// Solidity: function getTargetFunctionRole(address target, bytes4 selector) view returns(uint64)
func (accessManager *AccessManager) UnpackGetTargetFunctionRole(data []byte) (uint64, error) {
	out, err := accessManager.abi.Unpack("getTargetFunctionRole", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackGrantRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25c471a0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function grantRole(uint64 roleId, address account, uint32 executionDelay) returns()
func (accessManager *AccessManager) PackGrantRole(roleId uint64, account common.Address, executionDelay uint32) []byte {
	enc, err := accessManager.abi.Pack("grantRole", roleId, account, executionDelay)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGrantRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25c471a0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function grantRole(uint64 roleId, address account, uint32 executionDelay) returns()
func (accessManager *AccessManager) TryPackGrantRole(roleId uint64, account common.Address, executionDelay uint32) ([]byte, error) {
	return accessManager.abi.Pack("grantRole", roleId, account, executionDelay)
}

// PackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd1f856ee.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hasRole(uint64 roleId, address account) view returns(bool isMember, uint32 executionDelay)
func (accessManager *AccessManager) PackHasRole(roleId uint64, account common.Address) []byte {
	enc, err := accessManager.abi.Pack("hasRole", roleId, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd1f856ee.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hasRole(uint64 roleId, address account) view returns(bool isMember, uint32 executionDelay)
func (accessManager *AccessManager) TryPackHasRole(roleId uint64, account common.Address) ([]byte, error) {
	return accessManager.abi.Pack("hasRole", roleId, account)
}

// HasRoleOutput serves as a container for the return parameters of contract
// method HasRole.
type HasRoleOutput struct {
	IsMember       bool
	ExecutionDelay uint32
}

// UnpackHasRole is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd1f856ee.
//
// Solidity: function hasRole(uint64 roleId, address account) view returns(bool isMember, uint32 executionDelay)
func (accessManager *AccessManager) UnpackHasRole(data []byte) (HasRoleOutput, error) {
	out, err := accessManager.abi.Unpack("hasRole", data)
	outstruct := new(HasRoleOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.IsMember = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.ExecutionDelay = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackHashOperation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xabd9bd2a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hashOperation(address caller, address target, bytes data) view returns(bytes32)
func (accessManager *AccessManager) PackHashOperation(caller common.Address, target common.Address, data []byte) []byte {
	enc, err := accessManager.abi.Pack("hashOperation", caller, target, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHashOperation is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xabd9bd2a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hashOperation(address caller, address target, bytes data) view returns(bytes32)
func (accessManager *AccessManager) TryPackHashOperation(caller common.Address, target common.Address, data []byte) ([]byte, error) {
	return accessManager.abi.Pack("hashOperation", caller, target, data)
}

// UnpackHashOperation is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xabd9bd2a.
//
// Solidity: function hashOperation(address caller, address target, bytes data) view returns(bytes32)
func (accessManager *AccessManager) UnpackHashOperation(data []byte) ([32]byte, error) {
	out, err := accessManager.abi.Unpack("hashOperation", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackIsTargetClosed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa166aa89.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isTargetClosed(address target) view returns(bool)
func (accessManager *AccessManager) PackIsTargetClosed(target common.Address) []byte {
	enc, err := accessManager.abi.Pack("isTargetClosed", target)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsTargetClosed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa166aa89.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isTargetClosed(address target) view returns(bool)
func (accessManager *AccessManager) TryPackIsTargetClosed(target common.Address) ([]byte, error) {
	return accessManager.abi.Pack("isTargetClosed", target)
}

// UnpackIsTargetClosed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa166aa89.
//
// Solidity: function isTargetClosed(address target) view returns(bool)
func (accessManager *AccessManager) UnpackIsTargetClosed(data []byte) (bool, error) {
	out, err := accessManager.abi.Unpack("isTargetClosed", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackLabelRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x853551b8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function labelRole(uint64 roleId, string label) returns()
func (accessManager *AccessManager) PackLabelRole(roleId uint64, label string) []byte {
	enc, err := accessManager.abi.Pack("labelRole", roleId, label)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLabelRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x853551b8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function labelRole(uint64 roleId, string label) returns()
func (accessManager *AccessManager) TryPackLabelRole(roleId uint64, label string) ([]byte, error) {
	return accessManager.abi.Pack("labelRole", roleId, label)
}

// PackMinSetback is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc1b6c81.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function minSetback() view returns(uint32)
func (accessManager *AccessManager) PackMinSetback() []byte {
	enc, err := accessManager.abi.Pack("minSetback")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMinSetback is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc1b6c81.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function minSetback() view returns(uint32)
func (accessManager *AccessManager) TryPackMinSetback() ([]byte, error) {
	return accessManager.abi.Pack("minSetback")
}

// UnpackMinSetback is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcc1b6c81.
//
// Solidity: function minSetback() view returns(uint32)
func (accessManager *AccessManager) UnpackMinSetback(data []byte) (uint32, error) {
	out, err := accessManager.abi.Unpack("minSetback", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackMulticall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac9650d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (accessManager *AccessManager) PackMulticall(data [][]byte) []byte {
	enc, err := accessManager.abi.Pack("multicall", data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMulticall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac9650d8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (accessManager *AccessManager) TryPackMulticall(data [][]byte) ([]byte, error) {
	return accessManager.abi.Pack("multicall", data)
}

// UnpackMulticall is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xac9650d8.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (accessManager *AccessManager) UnpackMulticall(data []byte) ([][]byte, error) {
	out, err := accessManager.abi.Unpack("multicall", data)
	if err != nil {
		return *new([][]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([][]byte)).(*[][]byte)
	return out0, nil
}

// PackRenounceRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe0776f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceRole(uint64 roleId, address callerConfirmation) returns()
func (accessManager *AccessManager) PackRenounceRole(roleId uint64, callerConfirmation common.Address) []byte {
	enc, err := accessManager.abi.Pack("renounceRole", roleId, callerConfirmation)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe0776f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceRole(uint64 roleId, address callerConfirmation) returns()
func (accessManager *AccessManager) TryPackRenounceRole(roleId uint64, callerConfirmation common.Address) ([]byte, error) {
	return accessManager.abi.Pack("renounceRole", roleId, callerConfirmation)
}

// PackRevokeRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7d2b162.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function revokeRole(uint64 roleId, address account) returns()
func (accessManager *AccessManager) PackRevokeRole(roleId uint64, account common.Address) []byte {
	enc, err := accessManager.abi.Pack("revokeRole", roleId, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRevokeRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7d2b162.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function revokeRole(uint64 roleId, address account) returns()
func (accessManager *AccessManager) TryPackRevokeRole(roleId uint64, account common.Address) ([]byte, error) {
	return accessManager.abi.Pack("revokeRole", roleId, account)
}

// PackSchedule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf801a698.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function schedule(address target, bytes data, uint48 when) returns(bytes32 operationId, uint32 nonce)
func (accessManager *AccessManager) PackSchedule(target common.Address, data []byte, when *big.Int) []byte {
	enc, err := accessManager.abi.Pack("schedule", target, data, when)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSchedule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf801a698.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function schedule(address target, bytes data, uint48 when) returns(bytes32 operationId, uint32 nonce)
func (accessManager *AccessManager) TryPackSchedule(target common.Address, data []byte, when *big.Int) ([]byte, error) {
	return accessManager.abi.Pack("schedule", target, data, when)
}

// ScheduleOutput serves as a container for the return parameters of contract
// method Schedule.
type ScheduleOutput struct {
	OperationId [32]byte
	Nonce       uint32
}

// UnpackSchedule is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf801a698.
//
// Solidity: function schedule(address target, bytes data, uint48 when) returns(bytes32 operationId, uint32 nonce)
func (accessManager *AccessManager) UnpackSchedule(data []byte) (ScheduleOutput, error) {
	out, err := accessManager.abi.Unpack("schedule", data)
	outstruct := new(ScheduleOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.OperationId = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Nonce = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackSetGrantDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa64d95ce.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setGrantDelay(uint64 roleId, uint32 newDelay) returns()
func (accessManager *AccessManager) PackSetGrantDelay(roleId uint64, newDelay uint32) []byte {
	enc, err := accessManager.abi.Pack("setGrantDelay", roleId, newDelay)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetGrantDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa64d95ce.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setGrantDelay(uint64 roleId, uint32 newDelay) returns()
func (accessManager *AccessManager) TryPackSetGrantDelay(roleId uint64, newDelay uint32) ([]byte, error) {
	return accessManager.abi.Pack("setGrantDelay", roleId, newDelay)
}

// PackSetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30cae187.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setRoleAdmin(uint64 roleId, uint64 admin) returns()
func (accessManager *AccessManager) PackSetRoleAdmin(roleId uint64, admin uint64) []byte {
	enc, err := accessManager.abi.Pack("setRoleAdmin", roleId, admin)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetRoleAdmin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x30cae187.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setRoleAdmin(uint64 roleId, uint64 admin) returns()
func (accessManager *AccessManager) TryPackSetRoleAdmin(roleId uint64, admin uint64) ([]byte, error) {
	return accessManager.abi.Pack("setRoleAdmin", roleId, admin)
}

// PackSetRoleGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x52962952.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setRoleGuardian(uint64 roleId, uint64 guardian) returns()
func (accessManager *AccessManager) PackSetRoleGuardian(roleId uint64, guardian uint64) []byte {
	enc, err := accessManager.abi.Pack("setRoleGuardian", roleId, guardian)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetRoleGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x52962952.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setRoleGuardian(uint64 roleId, uint64 guardian) returns()
func (accessManager *AccessManager) TryPackSetRoleGuardian(roleId uint64, guardian uint64) ([]byte, error) {
	return accessManager.abi.Pack("setRoleGuardian", roleId, guardian)
}

// PackSetTargetAdminDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd22b5989.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTargetAdminDelay(address target, uint32 newDelay) returns()
func (accessManager *AccessManager) PackSetTargetAdminDelay(target common.Address, newDelay uint32) []byte {
	enc, err := accessManager.abi.Pack("setTargetAdminDelay", target, newDelay)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTargetAdminDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd22b5989.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTargetAdminDelay(address target, uint32 newDelay) returns()
func (accessManager *AccessManager) TryPackSetTargetAdminDelay(target common.Address, newDelay uint32) ([]byte, error) {
	return accessManager.abi.Pack("setTargetAdminDelay", target, newDelay)
}

// PackSetTargetClosed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x167bd395.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTargetClosed(address target, bool closed) returns()
func (accessManager *AccessManager) PackSetTargetClosed(target common.Address, closed bool) []byte {
	enc, err := accessManager.abi.Pack("setTargetClosed", target, closed)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTargetClosed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x167bd395.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTargetClosed(address target, bool closed) returns()
func (accessManager *AccessManager) TryPackSetTargetClosed(target common.Address, closed bool) ([]byte, error) {
	return accessManager.abi.Pack("setTargetClosed", target, closed)
}

// PackSetTargetFunctionRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x08d6122d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTargetFunctionRole(address target, bytes4[] selectors, uint64 roleId) returns()
func (accessManager *AccessManager) PackSetTargetFunctionRole(target common.Address, selectors [][4]byte, roleId uint64) []byte {
	enc, err := accessManager.abi.Pack("setTargetFunctionRole", target, selectors, roleId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTargetFunctionRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x08d6122d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTargetFunctionRole(address target, bytes4[] selectors, uint64 roleId) returns()
func (accessManager *AccessManager) TryPackSetTargetFunctionRole(target common.Address, selectors [][4]byte, roleId uint64) ([]byte, error) {
	return accessManager.abi.Pack("setTargetFunctionRole", target, selectors, roleId)
}

// PackUpdateAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18ff183c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateAuthority(address target, address newAuthority) returns()
func (accessManager *AccessManager) PackUpdateAuthority(target common.Address, newAuthority common.Address) []byte {
	enc, err := accessManager.abi.Pack("updateAuthority", target, newAuthority)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18ff183c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateAuthority(address target, address newAuthority) returns()
func (accessManager *AccessManager) TryPackUpdateAuthority(target common.Address, newAuthority common.Address) ([]byte, error) {
	return accessManager.abi.Pack("updateAuthority", target, newAuthority)
}

// AccessManagerOperationCanceled represents a OperationCanceled event raised by the AccessManager contract.
type AccessManagerOperationCanceled struct {
	OperationId [32]byte
	Nonce       uint32
	Raw         *types.Log // Blockchain specific contextual infos
}

const AccessManagerOperationCanceledEventName = "OperationCanceled"

// ContractEventName returns the user-defined event name.
func (AccessManagerOperationCanceled) ContractEventName() string {
	return AccessManagerOperationCanceledEventName
}

// UnpackOperationCanceledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OperationCanceled(bytes32 indexed operationId, uint32 indexed nonce)
func (accessManager *AccessManager) UnpackOperationCanceledEvent(log *types.Log) (*AccessManagerOperationCanceled, error) {
	event := "OperationCanceled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerOperationCanceled)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerOperationExecuted represents a OperationExecuted event raised by the AccessManager contract.
type AccessManagerOperationExecuted struct {
	OperationId [32]byte
	Nonce       uint32
	Raw         *types.Log // Blockchain specific contextual infos
}

const AccessManagerOperationExecutedEventName = "OperationExecuted"

// ContractEventName returns the user-defined event name.
func (AccessManagerOperationExecuted) ContractEventName() string {
	return AccessManagerOperationExecutedEventName
}

// UnpackOperationExecutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OperationExecuted(bytes32 indexed operationId, uint32 indexed nonce)
func (accessManager *AccessManager) UnpackOperationExecutedEvent(log *types.Log) (*AccessManagerOperationExecuted, error) {
	event := "OperationExecuted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerOperationExecuted)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerOperationScheduled represents a OperationScheduled event raised by the AccessManager contract.
type AccessManagerOperationScheduled struct {
	OperationId [32]byte
	Nonce       uint32
	Schedule    *big.Int
	Caller      common.Address
	Target      common.Address
	Data        []byte
	Raw         *types.Log // Blockchain specific contextual infos
}

const AccessManagerOperationScheduledEventName = "OperationScheduled"

// ContractEventName returns the user-defined event name.
func (AccessManagerOperationScheduled) ContractEventName() string {
	return AccessManagerOperationScheduledEventName
}

// UnpackOperationScheduledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OperationScheduled(bytes32 indexed operationId, uint32 indexed nonce, uint48 schedule, address caller, address target, bytes data)
func (accessManager *AccessManager) UnpackOperationScheduledEvent(log *types.Log) (*AccessManagerOperationScheduled, error) {
	event := "OperationScheduled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerOperationScheduled)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerRoleAdminChanged represents a RoleAdminChanged event raised by the AccessManager contract.
type AccessManagerRoleAdminChanged struct {
	RoleId uint64
	Admin  uint64
	Raw    *types.Log // Blockchain specific contextual infos
}

const AccessManagerRoleAdminChangedEventName = "RoleAdminChanged"

// ContractEventName returns the user-defined event name.
func (AccessManagerRoleAdminChanged) ContractEventName() string {
	return AccessManagerRoleAdminChangedEventName
}

// UnpackRoleAdminChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleAdminChanged(uint64 indexed roleId, uint64 indexed admin)
func (accessManager *AccessManager) UnpackRoleAdminChangedEvent(log *types.Log) (*AccessManagerRoleAdminChanged, error) {
	event := "RoleAdminChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerRoleAdminChanged)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerRoleGrantDelayChanged represents a RoleGrantDelayChanged event raised by the AccessManager contract.
type AccessManagerRoleGrantDelayChanged struct {
	RoleId uint64
	Delay  uint32
	Since  *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const AccessManagerRoleGrantDelayChangedEventName = "RoleGrantDelayChanged"

// ContractEventName returns the user-defined event name.
func (AccessManagerRoleGrantDelayChanged) ContractEventName() string {
	return AccessManagerRoleGrantDelayChangedEventName
}

// UnpackRoleGrantDelayChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleGrantDelayChanged(uint64 indexed roleId, uint32 delay, uint48 since)
func (accessManager *AccessManager) UnpackRoleGrantDelayChangedEvent(log *types.Log) (*AccessManagerRoleGrantDelayChanged, error) {
	event := "RoleGrantDelayChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerRoleGrantDelayChanged)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerRoleGranted represents a RoleGranted event raised by the AccessManager contract.
type AccessManagerRoleGranted struct {
	RoleId    uint64
	Account   common.Address
	Delay     uint32
	Since     *big.Int
	NewMember bool
	Raw       *types.Log // Blockchain specific contextual infos
}

const AccessManagerRoleGrantedEventName = "RoleGranted"

// ContractEventName returns the user-defined event name.
func (AccessManagerRoleGranted) ContractEventName() string {
	return AccessManagerRoleGrantedEventName
}

// UnpackRoleGrantedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)
func (accessManager *AccessManager) UnpackRoleGrantedEvent(log *types.Log) (*AccessManagerRoleGranted, error) {
	event := "RoleGranted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerRoleGranted)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerRoleGuardianChanged represents a RoleGuardianChanged event raised by the AccessManager contract.
type AccessManagerRoleGuardianChanged struct {
	RoleId   uint64
	Guardian uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const AccessManagerRoleGuardianChangedEventName = "RoleGuardianChanged"

// ContractEventName returns the user-defined event name.
func (AccessManagerRoleGuardianChanged) ContractEventName() string {
	return AccessManagerRoleGuardianChangedEventName
}

// UnpackRoleGuardianChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleGuardianChanged(uint64 indexed roleId, uint64 indexed guardian)
func (accessManager *AccessManager) UnpackRoleGuardianChangedEvent(log *types.Log) (*AccessManagerRoleGuardianChanged, error) {
	event := "RoleGuardianChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerRoleGuardianChanged)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerRoleLabel represents a RoleLabel event raised by the AccessManager contract.
type AccessManagerRoleLabel struct {
	RoleId uint64
	Label  string
	Raw    *types.Log // Blockchain specific contextual infos
}

const AccessManagerRoleLabelEventName = "RoleLabel"

// ContractEventName returns the user-defined event name.
func (AccessManagerRoleLabel) ContractEventName() string {
	return AccessManagerRoleLabelEventName
}

// UnpackRoleLabelEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleLabel(uint64 indexed roleId, string label)
func (accessManager *AccessManager) UnpackRoleLabelEvent(log *types.Log) (*AccessManagerRoleLabel, error) {
	event := "RoleLabel"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerRoleLabel)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerRoleRevoked represents a RoleRevoked event raised by the AccessManager contract.
type AccessManagerRoleRevoked struct {
	RoleId  uint64
	Account common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const AccessManagerRoleRevokedEventName = "RoleRevoked"

// ContractEventName returns the user-defined event name.
func (AccessManagerRoleRevoked) ContractEventName() string {
	return AccessManagerRoleRevokedEventName
}

// UnpackRoleRevokedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RoleRevoked(uint64 indexed roleId, address indexed account)
func (accessManager *AccessManager) UnpackRoleRevokedEvent(log *types.Log) (*AccessManagerRoleRevoked, error) {
	event := "RoleRevoked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerRoleRevoked)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerTargetAdminDelayUpdated represents a TargetAdminDelayUpdated event raised by the AccessManager contract.
type AccessManagerTargetAdminDelayUpdated struct {
	Target common.Address
	Delay  uint32
	Since  *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const AccessManagerTargetAdminDelayUpdatedEventName = "TargetAdminDelayUpdated"

// ContractEventName returns the user-defined event name.
func (AccessManagerTargetAdminDelayUpdated) ContractEventName() string {
	return AccessManagerTargetAdminDelayUpdatedEventName
}

// UnpackTargetAdminDelayUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TargetAdminDelayUpdated(address indexed target, uint32 delay, uint48 since)
func (accessManager *AccessManager) UnpackTargetAdminDelayUpdatedEvent(log *types.Log) (*AccessManagerTargetAdminDelayUpdated, error) {
	event := "TargetAdminDelayUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerTargetAdminDelayUpdated)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerTargetClosed represents a TargetClosed event raised by the AccessManager contract.
type AccessManagerTargetClosed struct {
	Target common.Address
	Closed bool
	Raw    *types.Log // Blockchain specific contextual infos
}

const AccessManagerTargetClosedEventName = "TargetClosed"

// ContractEventName returns the user-defined event name.
func (AccessManagerTargetClosed) ContractEventName() string {
	return AccessManagerTargetClosedEventName
}

// UnpackTargetClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TargetClosed(address indexed target, bool closed)
func (accessManager *AccessManager) UnpackTargetClosedEvent(log *types.Log) (*AccessManagerTargetClosed, error) {
	event := "TargetClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerTargetClosed)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// AccessManagerTargetFunctionRoleUpdated represents a TargetFunctionRoleUpdated event raised by the AccessManager contract.
type AccessManagerTargetFunctionRoleUpdated struct {
	Target   common.Address
	Selector [4]byte
	RoleId   uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const AccessManagerTargetFunctionRoleUpdatedEventName = "TargetFunctionRoleUpdated"

// ContractEventName returns the user-defined event name.
func (AccessManagerTargetFunctionRoleUpdated) ContractEventName() string {
	return AccessManagerTargetFunctionRoleUpdatedEventName
}

// UnpackTargetFunctionRoleUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TargetFunctionRoleUpdated(address indexed target, bytes4 selector, uint64 indexed roleId)
func (accessManager *AccessManager) UnpackTargetFunctionRoleUpdatedEvent(log *types.Log) (*AccessManagerTargetFunctionRoleUpdated, error) {
	event := "TargetFunctionRoleUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != accessManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AccessManagerTargetFunctionRoleUpdated)
	if len(log.Data) > 0 {
		if err := accessManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range accessManager.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (accessManager *AccessManager) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerAlreadyScheduled"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerAlreadyScheduledError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerBadConfirmation"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerBadConfirmationError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerExpired"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerInvalidInitialAdmin"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerInvalidInitialAdminError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerLockedFunction"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerLockedFunctionError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerLockedRole"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerLockedRoleError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerNotReady"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerNotReadyError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerNotScheduled"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerNotScheduledError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerUnauthorizedAccount"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerUnauthorizedCall"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerUnauthorizedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerUnauthorizedCancel"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerUnauthorizedCancelError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AccessManagerUnauthorizedConsume"].ID.Bytes()[:4]) {
		return accessManager.UnpackAccessManagerUnauthorizedConsumeError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["AddressEmptyCode"].ID.Bytes()[:4]) {
		return accessManager.UnpackAddressEmptyCodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return accessManager.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return accessManager.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], accessManager.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return accessManager.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AccessManagerAccessManagerAlreadyScheduled represents a AccessManagerAlreadyScheduled error raised by the AccessManager contract.
type AccessManagerAccessManagerAlreadyScheduled struct {
	OperationId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerAlreadyScheduled(bytes32 operationId)
func AccessManagerAccessManagerAlreadyScheduledErrorID() common.Hash {
	return common.HexToHash("0x813e9459e53966c88032ec53fbd6e1058cc6feb1aff4ae0043d5b773e2ae0ef4")
}

// UnpackAccessManagerAlreadyScheduledError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerAlreadyScheduled(bytes32 operationId)
func (accessManager *AccessManager) UnpackAccessManagerAlreadyScheduledError(raw []byte) (*AccessManagerAccessManagerAlreadyScheduled, error) {
	out := new(AccessManagerAccessManagerAlreadyScheduled)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerAlreadyScheduled", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerBadConfirmation represents a AccessManagerBadConfirmation error raised by the AccessManager contract.
type AccessManagerAccessManagerBadConfirmation struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerBadConfirmation()
func AccessManagerAccessManagerBadConfirmationErrorID() common.Hash {
	return common.HexToHash("0x5f159e63bdf7fa483a8497c4d8f6afcaf0a66cc4f6ffe3be0c30213ac5334413")
}

// UnpackAccessManagerBadConfirmationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerBadConfirmation()
func (accessManager *AccessManager) UnpackAccessManagerBadConfirmationError(raw []byte) (*AccessManagerAccessManagerBadConfirmation, error) {
	out := new(AccessManagerAccessManagerBadConfirmation)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerBadConfirmation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerExpired represents a AccessManagerExpired error raised by the AccessManager contract.
type AccessManagerAccessManagerExpired struct {
	OperationId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerExpired(bytes32 operationId)
func AccessManagerAccessManagerExpiredErrorID() common.Hash {
	return common.HexToHash("0x78a5d6e4cc0cfe57c6580d6da7ece47e380d660b94e1dd802140e6b1a0e4c9d0")
}

// UnpackAccessManagerExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerExpired(bytes32 operationId)
func (accessManager *AccessManager) UnpackAccessManagerExpiredError(raw []byte) (*AccessManagerAccessManagerExpired, error) {
	out := new(AccessManagerAccessManagerExpired)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerInvalidInitialAdmin represents a AccessManagerInvalidInitialAdmin error raised by the AccessManager contract.
type AccessManagerAccessManagerInvalidInitialAdmin struct {
	InitialAdmin common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerInvalidInitialAdmin(address initialAdmin)
func AccessManagerAccessManagerInvalidInitialAdminErrorID() common.Hash {
	return common.HexToHash("0x0813ada2dac5907da0ca4608377ae3cc33c414663de3392def346dcb2241566f")
}

// UnpackAccessManagerInvalidInitialAdminError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerInvalidInitialAdmin(address initialAdmin)
func (accessManager *AccessManager) UnpackAccessManagerInvalidInitialAdminError(raw []byte) (*AccessManagerAccessManagerInvalidInitialAdmin, error) {
	out := new(AccessManagerAccessManagerInvalidInitialAdmin)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerInvalidInitialAdmin", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerLockedFunction represents a AccessManagerLockedFunction error raised by the AccessManager contract.
type AccessManagerAccessManagerLockedFunction struct {
	Selector [4]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerLockedFunction(bytes4 selector)
func AccessManagerAccessManagerLockedFunctionErrorID() common.Hash {
	return common.HexToHash("0xf4744e4ae3b39914e868348682950509577280013a2d117ca879c01ba894c035")
}

// UnpackAccessManagerLockedFunctionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerLockedFunction(bytes4 selector)
func (accessManager *AccessManager) UnpackAccessManagerLockedFunctionError(raw []byte) (*AccessManagerAccessManagerLockedFunction, error) {
	out := new(AccessManagerAccessManagerLockedFunction)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerLockedFunction", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerLockedRole represents a AccessManagerLockedRole error raised by the AccessManager contract.
type AccessManagerAccessManagerLockedRole struct {
	RoleId uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerLockedRole(uint64 roleId)
func AccessManagerAccessManagerLockedRoleErrorID() common.Hash {
	return common.HexToHash("0x1871a90c826f4d46dea9efe540d94eec60a6d0514c23f2746135a0475d14671d")
}

// UnpackAccessManagerLockedRoleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerLockedRole(uint64 roleId)
func (accessManager *AccessManager) UnpackAccessManagerLockedRoleError(raw []byte) (*AccessManagerAccessManagerLockedRole, error) {
	out := new(AccessManagerAccessManagerLockedRole)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerLockedRole", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerNotReady represents a AccessManagerNotReady error raised by the AccessManager contract.
type AccessManagerAccessManagerNotReady struct {
	OperationId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerNotReady(bytes32 operationId)
func AccessManagerAccessManagerNotReadyErrorID() common.Hash {
	return common.HexToHash("0x18cb6b7a3581f53edb610add14f2c612e552cf34cafe6206aaed7afe9f4f18e5")
}

// UnpackAccessManagerNotReadyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerNotReady(bytes32 operationId)
func (accessManager *AccessManager) UnpackAccessManagerNotReadyError(raw []byte) (*AccessManagerAccessManagerNotReady, error) {
	out := new(AccessManagerAccessManagerNotReady)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerNotReady", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerNotScheduled represents a AccessManagerNotScheduled error raised by the AccessManager contract.
type AccessManagerAccessManagerNotScheduled struct {
	OperationId [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerNotScheduled(bytes32 operationId)
func AccessManagerAccessManagerNotScheduledErrorID() common.Hash {
	return common.HexToHash("0x60a299b0449ed9476d746f7f6a1b03b53b1a5285d3ebaa60cec39ee0c4f5cccd")
}

// UnpackAccessManagerNotScheduledError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerNotScheduled(bytes32 operationId)
func (accessManager *AccessManager) UnpackAccessManagerNotScheduledError(raw []byte) (*AccessManagerAccessManagerNotScheduled, error) {
	out := new(AccessManagerAccessManagerNotScheduled)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerNotScheduled", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerUnauthorizedAccount represents a AccessManagerUnauthorizedAccount error raised by the AccessManager contract.
type AccessManagerAccessManagerUnauthorizedAccount struct {
	Msgsender common.Address
	RoleId    uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)
func AccessManagerAccessManagerUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0xf07e038f25f1d26a9f36b3f0d0d7f99c99ff897943a8e3ba86785c9e479df693")
}

// UnpackAccessManagerUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)
func (accessManager *AccessManager) UnpackAccessManagerUnauthorizedAccountError(raw []byte) (*AccessManagerAccessManagerUnauthorizedAccount, error) {
	out := new(AccessManagerAccessManagerUnauthorizedAccount)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerUnauthorizedCall represents a AccessManagerUnauthorizedCall error raised by the AccessManager contract.
type AccessManagerAccessManagerUnauthorizedCall struct {
	Caller   common.Address
	Target   common.Address
	Selector [4]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)
func AccessManagerAccessManagerUnauthorizedCallErrorID() common.Hash {
	return common.HexToHash("0x81c6f24b0d2ecbbcba4609a067f29c09d1e5c0c07f268a3d2ae8dc537ea30f2a")
}

// UnpackAccessManagerUnauthorizedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)
func (accessManager *AccessManager) UnpackAccessManagerUnauthorizedCallError(raw []byte) (*AccessManagerAccessManagerUnauthorizedCall, error) {
	out := new(AccessManagerAccessManagerUnauthorizedCall)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerUnauthorizedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerUnauthorizedCancel represents a AccessManagerUnauthorizedCancel error raised by the AccessManager contract.
type AccessManagerAccessManagerUnauthorizedCancel struct {
	Msgsender common.Address
	Caller    common.Address
	Target    common.Address
	Selector  [4]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerUnauthorizedCancel(address msgsender, address caller, address target, bytes4 selector)
func AccessManagerAccessManagerUnauthorizedCancelErrorID() common.Hash {
	return common.HexToHash("0x3fe2751c3db829c28295899aeb3fc14784aaed498aa4a4a42accc046883ffa62")
}

// UnpackAccessManagerUnauthorizedCancelError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerUnauthorizedCancel(address msgsender, address caller, address target, bytes4 selector)
func (accessManager *AccessManager) UnpackAccessManagerUnauthorizedCancelError(raw []byte) (*AccessManagerAccessManagerUnauthorizedCancel, error) {
	out := new(AccessManagerAccessManagerUnauthorizedCancel)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerUnauthorizedCancel", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAccessManagerUnauthorizedConsume represents a AccessManagerUnauthorizedConsume error raised by the AccessManager contract.
type AccessManagerAccessManagerUnauthorizedConsume struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagerUnauthorizedConsume(address target)
func AccessManagerAccessManagerUnauthorizedConsumeErrorID() common.Hash {
	return common.HexToHash("0x320ff7489be961cad7668c9ff49d284dd1606170a29c683487f631092d07e028")
}

// UnpackAccessManagerUnauthorizedConsumeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagerUnauthorizedConsume(address target)
func (accessManager *AccessManager) UnpackAccessManagerUnauthorizedConsumeError(raw []byte) (*AccessManagerAccessManagerUnauthorizedConsume, error) {
	out := new(AccessManagerAccessManagerUnauthorizedConsume)
	if err := accessManager.abi.UnpackIntoInterface(out, "AccessManagerUnauthorizedConsume", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerAddressEmptyCode represents a AddressEmptyCode error raised by the AccessManager contract.
type AccessManagerAddressEmptyCode struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressEmptyCode(address target)
func AccessManagerAddressEmptyCodeErrorID() common.Hash {
	return common.HexToHash("0x9996b315c842ff135b8fc4a08ad5df1c344efbc03d2687aecc0678050d2aac89")
}

// UnpackAddressEmptyCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressEmptyCode(address target)
func (accessManager *AccessManager) UnpackAddressEmptyCodeError(raw []byte) (*AccessManagerAddressEmptyCode, error) {
	out := new(AccessManagerAddressEmptyCode)
	if err := accessManager.abi.UnpackIntoInterface(out, "AddressEmptyCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerFailedCall represents a FailedCall error raised by the AccessManager contract.
type AccessManagerFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func AccessManagerFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (accessManager *AccessManager) UnpackFailedCallError(raw []byte) (*AccessManagerFailedCall, error) {
	out := new(AccessManagerFailedCall)
	if err := accessManager.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerInsufficientBalance represents a InsufficientBalance error raised by the AccessManager contract.
type AccessManagerInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func AccessManagerInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (accessManager *AccessManager) UnpackInsufficientBalanceError(raw []byte) (*AccessManagerInsufficientBalance, error) {
	out := new(AccessManagerInsufficientBalance)
	if err := accessManager.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AccessManagerSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the AccessManager contract.
type AccessManagerSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func AccessManagerSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (accessManager *AccessManager) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*AccessManagerSafeCastOverflowedUintDowncast, error) {
	out := new(AccessManagerSafeCastOverflowedUintDowncast)
	if err := accessManager.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerMetaData contains all meta data concerning the ClaimLedger contract.
var ClaimLedgerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"manager\",\"type\":\"address\"},{\"internalType\":\"contractIOrganizations\",\"name\":\"organizations\",\"type\":\"address\"},{\"internalType\":\"contractIPlans\",\"name\":\"plans\",\"type\":\"address\"},{\"internalType\":\"contractICoverages\",\"name\":\"coverages\",\"type\":\"address\"},{\"internalType\":\"contractIEscrow\",\"name\":\"escrow\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"given\",\"type\":\"address\"}],\"name\":\"AddressInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"lineIndex\",\"type\":\"uint256\"}],\"name\":\"AllowedExceedsCharge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"}],\"name\":\"BatchAlreadySettled\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BatchEmpty\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"}],\"name\":\"BatchNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"}],\"name\":\"BatchNotSettled\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"expected\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"given\",\"type\":\"uint32\"}],\"name\":\"BatchSequenceInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"count\",\"type\":\"uint256\"}],\"name\":\"BatchTooLarge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"claimNumber\",\"type\":\"uint256\"}],\"name\":\"ClaimAlreadyDecided\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"claimNumber\",\"type\":\"uint256\"}],\"name\":\"ClaimNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ClaimWithoutLines\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"lineIndex\",\"type\":\"uint256\"}],\"name\":\"ClassUnknown\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"}],\"name\":\"CoverageYearNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"offset\",\"type\":\"uint256\"}],\"name\":\"EncodingMalformed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"}],\"name\":\"FamilyMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"InsurerNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShortString\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"claimNumber\",\"type\":\"uint256\"}],\"name\":\"PathInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"}],\"name\":\"PlanNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"ProviderNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"expected\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"computed\",\"type\":\"bytes32\"}],\"name\":\"ReceiptRootMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"role\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"RoleMissing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"str\",\"type\":\"string\"}],\"name\":\"StringTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"SubmissionEmpty\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"name\":\"SubmissionExpired\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"expected\",\"type\":\"uint64\"},{\"internalType\":\"uint64\",\"name\":\"given\",\"type\":\"uint64\"}],\"name\":\"SubmissionSequenceInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"SubmissionSignatureInvalid\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"count\",\"type\":\"uint16\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"receivedAt\",\"type\":\"uint64\"}],\"name\":\"BatchReceived\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"determinationRoot\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"decided\",\"type\":\"uint16\"}],\"name\":\"BatchSettled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"claimNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"determinationRoot\",\"type\":\"bytes32\"}],\"name\":\"ClaimDecided\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"claimNumber\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint24\",\"name\":\"serviceDay\",\"type\":\"uint24\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"receiptLeaf\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"reasonsHash\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"result\",\"type\":\"bytes\"}],\"name\":\"ClaimDetermined\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"claimNumber\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes4\",\"name\":\"reason\",\"type\":\"bytes4\"}],\"name\":\"ClaimLeftOut\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"EIP712DomainChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"sequence\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"firstIndex\",\"type\":\"uint16\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"count\",\"type\":\"uint16\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isDelegated\",\"type\":\"bool\"}],\"name\":\"SubmissionReceived\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"MAX_CLAIMS\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"sequence\",\"type\":\"uint32\"}],\"name\":\"batchOf\",\"outputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"receivedAt\",\"type\":\"uint64\"},{\"internalType\":\"uint16\",\"name\":\"count\",\"type\":\"uint16\"},{\"internalType\":\"bool\",\"name\":\"isSettled\",\"type\":\"bool\"}],\"internalType\":\"structIClaimLedger.Batch\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"sequence\",\"type\":\"uint32\"},{\"components\":[{\"internalType\":\"uint16\",\"name\":\"index\",\"type\":\"uint16\"},{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"internalType\":\"uint16\",\"name\":\"firstIndex\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"count\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"submissionIndex\",\"type\":\"uint16\"},{\"internalType\":\"uint16\",\"name\":\"submissionCount\",\"type\":\"uint16\"},{\"internalType\":\"bytes\",\"name\":\"claim\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"coverage\",\"type\":\"bytes\"},{\"internalType\":\"uint32\",\"name\":\"family\",\"type\":\"uint32\"},{\"internalType\":\"bytes32[]\",\"name\":\"innerSiblings\",\"type\":\"bytes32[]\"},{\"internalType\":\"bytes32[]\",\"name\":\"outerSiblings\",\"type\":\"bytes32[]\"}],\"internalType\":\"structIClaimLedger.Decision[]\",\"name\":\"decisions\",\"type\":\"tuple[]\"}],\"name\":\"decide\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eip712Domain\",\"outputs\":[{\"internalType\":\"bytes1\",\"name\":\"fields\",\"type\":\"bytes1\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"verifyingContract\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[]\",\"name\":\"extensions\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"},{\"internalType\":\"uint24\",\"name\":\"serviceDay\",\"type\":\"uint24\"},{\"internalType\":\"bytes\",\"name\":\"lines\",\"type\":\"bytes\"}],\"name\":\"estimate\",\"outputs\":[{\"internalType\":\"bytes\",\"name\":\"result\",\"type\":\"bytes\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"sequence\",\"type\":\"uint32\"},{\"internalType\":\"uint16\",\"name\":\"index\",\"type\":\"uint16\"}],\"name\":\"isDecided\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"lastBatchOf\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"lastSubmissionOf\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"sequence\",\"type\":\"uint32\"},{\"components\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"sequence\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"count\",\"type\":\"uint16\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"internalType\":\"structIClaimLedger.Submission[]\",\"name\":\"submissions\",\"type\":\"tuple[]\"}],\"name\":\"receiveBatch\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"sequence\",\"type\":\"uint32\"},{\"internalType\":\"bytes\",\"name\":\"coverages\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"families\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"claims\",\"type\":\"bytes\"}],\"internalType\":\"structIClaimLedger.Settlement\",\"name\":\"settlement\",\"type\":\"tuple\"}],\"name\":\"settleBatch\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"components\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"sequence\",\"type\":\"uint64\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint16\",\"name\":\"count\",\"type\":\"uint16\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"internalType\":\"structIClaimLedger.Submission\",\"name\":\"submission\",\"type\":\"tuple\"}],\"name\":\"submissionDigest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "46e4717615bb78a2cdf90a52b8fb0419ce",
	Bin: "0x610200806040523461024e5760a081614f0680380380916100208285610252565b83398101031261024e5780516001600160a01b038116919082810361024e5760208201516001600160a01b0381169182820361024e576040840151926001600160a01b0384169081850361024e576060860151956001600160a01b0387169081880361024e5760800151976001600160a01b03891693848a0361024e5761018c61018c9461018c93610191986040516100ba604082610252565b600a8152602081019069436c656172436c61696d60b01b8252604051936100e2604086610252565b600185526100fa6020860194603160f81b8652610289565b608052610106816102b3565b61014052610113846102b3565b6101605251902091826101005251902080610120524660c0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261017d60c082610252565b51902060a0523060e052610289565b610289565b610180526101a0526101c0526101e052604051614be7908161031f82396080518181816105bc015261262b015260a05181613f85015260c0518161403c015260e05181613f5601526101005181613fd401526101205181613ffa01526101405181610ff10152610160518161101d0152610180518161126401526101a05181818161090d0152612c4f01526101c0518181816101cc0152818161089b01528181610d0901528181610dd70152611ed501526101e05181612a610152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761027557604052565b634e487b7160e01b5f52604160045260245ffd5b803b156102935750565b638641435160e01b5f9081526001600160a01b0391909116600452602490fd5b601f8151116102de5760208151910151602082106102cf571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe60806040526004361015610011575f80fd5b5f5f3560e01c8063164713e014611194578063370cd1971461114357806349276802146110fd57806361db2d64146110c257806384b0196e14610fd9578063a318773c14610f83578063a96babc9146105e0578063bf7e214f1461058f578063c03bc76914610499578063cf62ba921461047c578063de5f9a91146100e95763f0a5caa01461009e575f80fd5b346100e6576100c06100af36611995565b926100bb929192612830565b611e78565b807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b80fd5b50346100e65760806003193601126100e65761010361196f565b6024359067ffffffffffffffff821691828103610478576044359262ffffff8416809403610474576064359367ffffffffffffffff851161047057366023860112156104705784600401359467ffffffffffffffff861161046c57366024878301011161046c57600b860661044057600b860460ff811161041457906101ab9161018b612926565b97806024610197611cea565b94856101c08d01528460808d015201612b80565b606085015260a084015273ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000167fffffffffffffffff0000000000000000000000000000000000000000000000006040519260c01b1660208301527fffff0000000000000000000000000000000000000000000000000000000000006028830152600a825261024f602a83611b1e565b6040517f57044b9f0000000000000000000000000000000000000000000000000000000081528581602061029b63ffffffff881696876004850152606060248501526064840190611a0b565b838382039160031983016044860152520181855afa9081156104095786916103ee575b506102c881611bf7565b5160e086015263ffffffff6102dc82611bf7565b5160a01c16610314575b6103106102fc866102f78782612c3f565b612f8e565b604051918291602083526020830190611a0b565b0390f35b91859161033563ffffffff61032b61038596611bf7565b5160a01c16612be2565b916040518095819482937f57044b9f000000000000000000000000000000000000000000000000000000008452600484015260606024840152866064840152608060448401526084830190611a0b565b03915afa9081156103e357916103af6102f7926102fc95948761031098926103be575b5050611bf7565b5161010084015291925f6102e6565b6103da92503d8091833e6103d28183611b1e565b810190611dec565b90505f806103a8565b6040513d86823e3d90fd5b61040291503d8088833e6103d28183611b1e565b505f6102be565b6040513d88823e3d90fd5b602488887f55ec0c30000000000000000000000000000000000000000000000000000000008252600452fd5b602487877f55ec0c30000000000000000000000000000000000000000000000000000000008252600452fd5b8680fd5b8580fd5b8480fd5b8380fd5b50346100e657806003193601126100e65760206040516102008152f35b50346100e65760406003193601126100e65760406080916104b861196f565b67ffffffff0000000063ffffffff6104ce611982565b84606087516104dc81611ac9565b82815282602082015282898201520152169160201b161781526004602052208161ffff60405161050b81611a63565b67ffffffffffffffff60018554958684520154918183169081602082015260ff858560401c1694856040840152868160501c16606084015260601c1615159586910152606060405161055c81611ac9565b87815260208101928352604081019485520194855260405195865251166020850152511660408301525115156060820152f35b50346100e657806003193601126100e657602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b5034610e45576020600319360112610e455767ffffffffffffffff60043511610e455760a060031960043536030112610e455761061b612830565b610629600435600401611d0d565b9061063b61063683612587565b6125d0565b63ffffffff61064e602460043501611d0d565b1667ffffffff000000008360201b16175f52600460205260405f2090610678602460043501611d0d565b9260018301549367ffffffffffffffff851615610f4c5760ff8560601c16610f155750604051906106a882611aac565b5f82525f60208301525f60408301525f60608301525f608083015260409283516106d28582611b1e565b8436823760a0840152606060c0840152606060e084015260606101008401526060610120840152606061014084015260606101608401526107116128a4565b61018084015261071f612902565b6101a084015261072d612926565b6101c084015263ffffffff610746600435600401611d0d565b168352610757600435600401611d0d565b69ffffffff00000000000065ffffffff0000610777602460043501611d0d565b60101b169160301b1617602084015261079b61ffff87861c16806040860152611b59565b6101008401526107ae6040840151611b59565b6101208401526107e261ffff8760501c166107c881611b59565b6101408601526107d781611b59565b61016086015261306f565b6101a08401526108825f63ffffffff6107ff600435600401611d0d565b610813604460043501600435600401611d1e565b949061087061082c606460043501600435600401611d1e565b9190928c5198899788977f57044b9f000000000000000000000000000000000000000000000000000000008952166004880152606060248801526064870191611d6f565b91600319858403016044860152611d6f565b038173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015610f0b575f915f91610eef575b5060e08501528060c08501526108e6600435600401611d0d565b905163ffffffff6108f56128a4565b9273ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016845216602083015261093e81611b59565b6060830152601f1961096761095283611b41565b9261095f89519485611b1e565b808452611b41565b015f5b818110610ede5750506080820152610180840152610986612926565b61098e611cea565b6101c08201526101c08401526109ae608460043501600435600401611d1e565b9290916109c5604460043501600435600401611d1e565b9290965f995f9a5b610160890151518c1015610bb35760068101808211610b01576109fc816109f5818c8c614062565b8a8a613439565b9161ffff8316158015610b95575b610b6a57505f8a81898e5b8d8d8861ffff81168610610b2e579350505050610a4493925063ffffffff915060101c166101a08d01516130df565b60608a01519161ffff81168303928311610b0157610af8610aec8f929485610ad08f610aca90610aa9610a8361ffff60019c1687610100850151613351565b610a8c87612706565b610a9961ffff8816612706565b9063ffffffff8860101c16613214565b610ab889610140840151611c24565b528461012061ffff8616920151613351565b92612706565b63ffffffff610ae261ffff8416612706565b9260101c16613214565b916101608d0151611c24565b529b019a6109cd565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b97610b5f959794610180946101c094610b549463ffffffff60019b9d60101c168d61406c565b960151015190611c47565b91018b90898e610a15565b7f55ec0c30000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50610ba861ffff841660608d0151611c47565b60408c015110610a0a565b8895508a90888114801590610ecc575b610b6a5750610bd6602460043501611d0d565b90610be86101408801518051906132bc565b8154808203610e9e57505060016c010000000000000000000000007fffffffffffffffffffffffffffffffffffffff00ffffffffffffffffffffffff610c356101608b01518051906132bc565b95868555161791015563ffffffff86511667ffffffff0000000063ffffffff83169160201b16175f526005602052825f205f5b60028110610e495750507f4b5ac36d369cf44eab804ba79ec33be623450eb6ff62d7d7a04373271b3e8d438363ffffffff808951169361ffff610cae60808c0151612706565b84519788521660208701521693a3610cd0604460043501600435600401611d1e565b9190610ce6606460043501600435600401611d1e565b9160c08801519160e089015173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000163b15610e4557610dab63ffffffff94610d99610dbd945f98610d878d988c519d8e9b8c9b7f4f86f6ca000000000000000000000000000000000000000000000000000000008d521660048c015260a060248c015260a48b0191611d6f565b916003198984030160448a0152611d6f565b90600319868303016064870152611a30565b90600319848303016084850152611a30565b03818373ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af1908115610e3c5750610e26575b506100c091926101a0610e1d602460043501611d0d565b910151916129ce565b6100c092505f610e3591611b1e565b5f91610e06565b513d5f823e3d90fd5b5f80fd5b80610e5a60019260a08b01516129bd565b51610e66575b01610c68565b610e99610e778260a08c01516129bd565b51610e828386611c54565b9091905f1983549160031b92831b921b1916179055565b610e60565b7f5a130a48000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b50606087015160408801511415610bc3565b80606060208093860101520161096a565b9050610f0591503d805f833e6103d28183611b1e565b5f6108cc565b85513d5f823e3d90fd5b63ffffffff80927f59cfdfa7000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b63ffffffff80927fcf579746000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b34610e45576040600319360112610e4557610f9c61196f565b67ffffffff0000000063ffffffff610fb2611982565b169160201b16175f526003602052602067ffffffffffffffff60405f205416604051908152f35b34610e45575f600319360112610e45576110946110157f00000000000000000000000000000000000000000000000000000000000000006133e2565b6103106110417f00000000000000000000000000000000000000000000000000000000000000006133e2565b6110a260405191611053602084611b1e565b5f83525f3681376040519586957f0f00000000000000000000000000000000000000000000000000000000000000875260e0602088015260e0870190611a0b565b908582036040870152611a0b565b904660608501523060808501525f60a085015283820360c0850152611a30565b34610e45576020600319360112610e455763ffffffff6110e061196f565b165f526002602052602063ffffffff60405f205416604051908152f35b34610e45576060600319360112610e455761111661196f565b61111e611982565b9060443561ffff81168103610e455760209261113992611c63565b6040519015158152f35b34610e45576040600319360112610e455761115c61196f565b60243567ffffffffffffffff8111610e455760c06003198236030112610e455760209161118c9160040190612746565b604051908152f35b34610e45576111a236611995565b91929063ffffffff8216928315611943576111c9600164ffffffff008560081b16176125d0565b835f526002602052600163ffffffff60405f2054160163ffffffff8111610b015763ffffffff9586169516808603611913575080156118eb5761020081116118c057835f52600260205260405f20857fffffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000082541617905561124881611b59565b915f905f9273ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016915b81851061144e5750505061129a9150612706565b906112b16112a88251612706565b918051906132bc565b9067ffffffffffffffff421161141d57856060937f69da0b5c1a6780754ee34259f3aeed44ab9c6fbb584c8ef7c2013d453fe7426d9567ffffffffffffffff4216936040519261130084611a63565b86845267ffffffffffffffff806001602087019689885261ffff6040820195169889865261ffff8d83019716875267ffffffff0000000060808301985f8a5260201b16175f52600460205260405f209051815501955116167fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000085541617845551907fffffffffffffffffffffffffffffffffffffffff00000000ffffffffffffffff69ffff00000000000000006bffff000000000000000000008654935160501b169360401b169116171782555115157fffffffffffffffffffffffffffffffffffffff00ffffffffffffffffffffffff6cff000000000000000000000000835492881b16911617905560405192835260208301526040820152a3005b7f6dfcc650000000000000000000000000000000000000000000000000000000005f5260406004524260245260445ffd5b90919261ffff8116611461868585611b8a565b9061146b82611d0d565b906060830161ffff61147c82611c38565b161561188e576080840167ffffffffffffffff611498826126f1565b1642116118455750602084016114ad816126f1565b8c67ffffffff0000000063ffffffff87169160201b1617805f526003602052600167ffffffffffffffff60405f2054160167ffffffffffffffff8111610b015767ffffffffffffffff928316921680830361180b57505f52600360205260405f20907fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000082541617905561153f85611d0d565b9063ffffffff604051927fac5d6ab60000000000000000000000000000000000000000000000000000000084521660048301526040826024818d5afa918215611800575f905f936117a4575b5073ffffffffffffffffffffffffffffffffffffffff16801561176a576115c96115b68f8990612746565b6115c360a08a018a611d1e565b91613eb9565b50600481939293101561173d57159182159261171c575b50506116e25761167594928f8f9067ffffffffffffffff6116a09a99979561160a61166f966126f1565b9061ffff604061161988611c38565b9b01359a6040519586528960208701521660408501528960608501521515608084015216917fe9cbb052ce2cc93cf2592d87b82814b80bc0f783dc2c4dd7a2963b5a066eeba060a063ffffffff891693a4611c38565b91613214565b61167f8789611c24565b5261ffff6116996060611693898888611b8a565b01611c38565b1690611c47565b9361020085116116b65760010193929190611286565b847fa67b9f9e000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b63ffffffff6116f087611d0d565b7ff10233ce000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff16141590505f806115e0565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b63ffffffff61177888611d0d565b7f92addf62000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b9250506040823d82116117f8575b816117bf60409383611b1e565b81010312610e455773ffffffffffffffffffffffffffffffffffffffff6117f160206117ea856131f3565b94016131d5565b929061158b565b3d91506117b2565b6040513d5f823e3d90fd5b905063ffffffff867fef79cf1b000000000000000000000000000000000000000000000000000000005f521660045260245260445260645ffd5b8363ffffffff61185d67ffffffffffffffff936126f1565b917fbd1890a5000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b63ffffffff837f20a975d7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b7fa67b9f9e000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f50e980cc000000000000000000000000000000000000000000000000000000005f5260045ffd5b85907f2769ae56000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b837fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6004359063ffffffff82168203610e4557565b6024359063ffffffff82168203610e4557565b906060600319830112610e455760043563ffffffff81168103610e45579160243563ffffffff81168103610e45579160443567ffffffffffffffff8111610e455760040182601f82011215610e455780359267ffffffffffffffff8411610e45576020808301928560051b010111610e45579190565b90601f19601f602080948051918291828752018686015e5f8582860101520116010190565b90602080835192838152019201905f5b818110611a4d5750505090565b8251845260209384019390920191600101611a40565b60a0810190811067ffffffffffffffff821117611a7f57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6101e0810190811067ffffffffffffffff821117611a7f57604052565b6080810190811067ffffffffffffffff821117611a7f57604052565b60c0810190811067ffffffffffffffff821117611a7f57604052565b610100810190811067ffffffffffffffff821117611a7f57604052565b90601f601f19910116810190811067ffffffffffffffff821117611a7f57604052565b67ffffffffffffffff8111611a7f5760051b60200190565b90611b6382611b41565b611b706040519182611b1e565b828152601f19611b808294611b41565b0190602036910137565b9190811015611bca5760051b810135907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff4181360301821215610e45570190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b805115611bca5760200190565b805160011015611bca5760400190565b805160021015611bca5760600190565b8051821015611bca5760209160051b010190565b3561ffff81168103610e455790565b91908201809211610b0157565b6002821015611bca5701905f90565b9063ffffffff67ffffffff0000000091169160201b161790815f526004602052600160405f20015460ff8160601c1615908115611cd4575b50611cce576001915f52600560205260ff611cbf60405f20828460081c1690611c54565b90549060031b1c91161c161590565b50505f90565b61ffff915060401c1661ffff821610155f611c9b565b6040516120009190611cfc8382611b1e565b60ff815291601f1901366020840137565b3563ffffffff81168103610e455790565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215610e45570180359067ffffffffffffffff8211610e4557602001918136038313610e4557565b601f8260209493601f1993818652868601375f8582860101520116010190565b9080601f83011215610e45578151611da681611b41565b92611db46040519485611b1e565b81845260208085019260051b820101928311610e4557602001905b828210611ddc5750505090565b8151815260209182019101611dcf565b919091604081840312610e4557805167ffffffffffffffff8111610e455783611e16918301611d8f565b92602082015167ffffffffffffffff8111610e4557611e359201611d8f565b90565b9190811015611bca5760051b810135907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffea181360301821215610e45570190565b9091611e8661063683612587565b63ffffffff831667ffffffff000000008360201b161790815f52600460205260ff600160405f20015460601c161561254f57841561254857611ec985929561306f565b946046906020906040907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff1663ffffffff88165f5b888110611f305750505050505050505090611f2e92916129ce565b565b611f466020611f40838c8c611e38565b01611d0d565b8b611f52838c8c611e38565b8c611f8761ffff611f6284611c38565b1684839065ffffffff000069ffffffff0000000000009160101b169160301b16171790565b92611fbf611f9484611c38565b9261ffff84169283919065ffffffff000069ffffffff0000000000009160101b169160301b16171790565b90895f52600460205261ffff60018c5f2001548c1c16111561251d57885f526005602052895f2060ff60018185161b9360081c169183611fff8484611c54565b90549060031b1c16156124f2575061203b929161201b91611c54565b90911982548260031b1c16905f1983549160031b92831b921b1916179055565b612043612926565b5061205160c0820182611d1e565b806001949294116124c5578015611bca576001843560f81c0361249957612076612926565b9361207f611cea565b6101c086019081528260471161246c57828e1015611bca578160808f926120eb8f9462ffffff61210c968c838b9a013560f81c96879101526120c360218a89613439565b8d528c6120d260268b8a613439565b9161ffff8360181c169101521660608c01528685613439565b60208a01526047600b830201958691612105838387614062565b5193612b80565b8103610b6a575090889160e08201905f6121268385611d1e565b8a6121996101008895949501986121876121476121428c611d0d565b612be2565b915196879586957f57044b9f0000000000000000000000000000000000000000000000000000000087526004870152606060248701526064860191611d6f565b90600319848303016044850152611a0b565b03818d5afa908115612462576121c4915f918291612445575b506121bd8587611d1e565b90896139c9565b6121cd85613afd565b6101208501518a5f5260046020528b5f208c61ffff806121f76121ef89611c38565b938901611c38565b169116101580612423575b1591821561240c575b50506123aa578f6122d1612142938e8e947f3c271c8ae8d31e61d92e17f46531302846e32e46a254feb636d69e4716a3acfd8f60209061227061226a8e61225a858f611f406122d99e85612c3f565b8761226483612f8e565b92613cb2565b8c613de6565b905f526004825280895f20558851908152a261228e85519586611b1e565b6001855236602086013760e08801516122a685611bf7565b526101008801958651155f1461239e576122c360ff5f5b16611b59565b96518061238e575b50611d1e565b939095611d0d565b90893b15610e45575f93610dab61234592610d998f956123338e97519a8b998a997f4f86f6ca000000000000000000000000000000000000000000000000000000008b5260048b015260a060248b015260a48a0191611d6f565b90600319888303016044890152611a0b565b0381838a5af1801561238457928f9161236e936101809160019796612374575b500151916130df565b01611f13565b5f61237e91611b1e565b5f612365565b88513d5f823e3d90fd5b61239788611bf7565b525f6122cb565b6122c360ff60016122bd565b50508d8f61ffff6123bd6123e194611c38565b16919065ffffffff000069ffffffff0000000000009160101b169160301b16171790565b7f70b56a87000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b61241891925085613de6565b905414155f8061220b565b5061243060a08601611c38565b61ffff80600184015460501c16911614612202565b905061245b91503d805f833e6103d28183611b1e565b905f6121b2565b8c513d5f823e3d90fd5b7f55ec0c30000000000000000000000000000000000000000000000000000000005f52604760045260245ffd5b7f55ec0c30000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7f55ec0c30000000000000000000000000000000000000000000000000000000005f52600160045260245ffd5b7fdfd0b514000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f3373e461000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5050505050565b63ffffffff8481857fe48d197c000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b63ffffffff811680156125a5575060081b64ffffffff001660021790565b7fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b67ffffffffffffffff604051917fd1f856ee000000000000000000000000000000000000000000000000000000008352169081600482015233602482015260408160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015611800575f915f916126aa575b508161269b575b501561266c5750565b7f4c0860f7000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b63ffffffff915016155f612663565b9150506040813d6040116126e9575b816126c660409383611b1e565b81010312610e45576126e360206126dc836131d5565b92016131e2565b5f61265c565b3d91506126b9565b3567ffffffffffffffff81168103610e455790565b61ffff81116127165761ffff1690565b7f6dfcc650000000000000000000000000000000000000000000000000000000005f52601060045260245260445ffd5b7ff7ddf53924f5da2dcecb120c6bb33ed01ed74dccff54638e0dd9a185c48b7caa9067ffffffffffffffff60429361ffff61278082611d0d565b91604061278f602083016126f1565b918561279d60608301611c38565b9363ffffffff6127af608085016126f1565b978186519b60208d019d8e5216868c01521660608a0152166080880152013560a08601521660c08401521660e082015260e081526127ef61010082611b1e565b5190206127fa613f3f565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61287c5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b604051906128b182611ae5565b815f81525f60208201525f60408201526060808201526060608082015260a0604051916128dd83611ae5565b5f83525f60208401525f60408401525f60608401525f60808401526060828401520152565b6040519061290f82611ac9565b606080835f81528160208201528160408201520152565b6040519061293382611aac565b815f81525f60208201525f60408201525f60608201525f60808201525f60a08201525f60c08201525f60e08201525f6101008201525f6101208201525f6101408201525f6101608201525f61018082015260405190604082019082821067ffffffffffffffff831117611a7f576060926101c0926040525f81525f60208201526101a08201520152565b906002811015611bca5760051b0190565b92909180518015612b42576129e590949394611b59565b906129f08151611b59565b925f956040602084019301965b8451811015612a43578063ffffffff612a196001938751611c24565b5116612a258288611c24565b52612a31818a51611c24565b51612a3c8289611c24565b52016129fd565b5094939150945073ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001692833b15610e45576040517fc5ca618a00000000000000000000000000000000000000000000000000000000815263ffffffff91821660048201529416602485015260806044850152815160848501819052849260a4840192916020909101905f5b818110612b23575050505f83612b0884829460031984869a9803016064850152611a30565b03925af1801561180057612b195750565b5f611f2e91611b1e565b825163ffffffff16855287955060209485019490920191600101612ae3565b5050915050565b8115612b53570690565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b839492945b612b90575050505050565b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff55f196affffffffffffffffffffff612bca888686613439565b169501958695612bda8787611c24565b520194612b85565b63ffffffff8116612c025750604051612bfc602082611b1e565b5f815290565b7fffffffff000000000000000000000000000000000000000000000000000000006040519160e01b16602082015260048152611e35602482611b1e565b9063ffffffff612c4d6128a4565b7f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff1681529116602082015260408051612c9b8282611b1e565b60018152601f198201366020830137606083015260405190612cbd8183611b1e565b60018252601f19015f5b818110612f7d5750506080820152612cf060a060e0840192835180612f64575b500151836138d8565b6101408201907f6d0d4e83000000000000000000000000000000000000000000000000000000007fffffffff0000000000000000000000000000000000000000000000000000000083511614612f2a577f224362a8000000000000000000000000000000000000000000000000000000007fffffffff0000000000000000000000000000000000000000000000000000000083511614612ef457507fec920299000000000000000000000000000000000000000000000000000000007fffffffff0000000000000000000000000000000000000000000000000000000082511614612ecc577f1d38d138000000000000000000000000000000000000000000000000000000007fffffffff0000000000000000000000000000000000000000000000000000000082511614612e9b57517fffffffff00000000000000000000000000000000000000000000000000000000167fc4395d140000000000000000000000000000000000000000000000000000000014612e6b5750565b61016001517fc4395d14000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6101608201517f1d38d138000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fec920299000000000000000000000000000000000000000000000000000000005f5260045ffd5b63ffffffff905160501c167f224362a8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b67ffffffffffffffff60a0840151167f6d0d4e83000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b63ffffffff612f779160501c1682613497565b5f612ce7565b806060602080938601015201612cc7565b60806101c08201519101516003811690612fa882846144ce565b925b818310612fb75750505090565b9091926020613066607c82600494612fcf8988611c24565b517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00612ffe60018c018a611c24565b51818c8161301e8d60036130156002860183611c24565b51940190611c24565b5193816040519c898e9a51918291018c8c015e89019760081b168988015260081b16603f86015260081b16605e84015260081b16607d8201520301605c810184520182611b1e565b93019190612faa565b90613078612902565b9161308281611b59565b602084015261309081611b59565b60408401527f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81168103610b01576130ca9060011b611b59565b6060830152565b5f198114610b015760010190565b9192909280156131cf576060839493019361310463ffffffff86515195169485612b49565b9060208101915b613116818851611c24565b511561319557613127818851611c24565b515f198101908111610b01578663ffffffff613144838751611c24565b511614613168575060018101809111610b015786515161316391612b49565b61310b565b9395505061319293955061318c915060400151936131868386611c24565b51611c47565b92611c24565b52565b9290946131aa61319295979351875190611c24565b526131bb6040860151865190611c24565b526131c684516130d1565b80945251611c24565b50915050565b51908115158203610e4557565b519063ffffffff82168203610e4557565b519073ffffffffffffffffffffffffffffffffffffffff82168203610e4557565b9290917fffff0000000000000000000000000000000000000000000000000000000000009081604051947fffffffff0000000000000000000000000000000000000000000000000000000060208701977f0300000000000000000000000000000000000000000000000000000000000000895260e01b16602187015260f01b16602585015260f01b1660278301526029820152602981526132b6604982611b1e565b51902090565b905b600181116132d557505f6132d191611c24565b5190565b8060011c905f905f5b83811061331757506001809116146132f7575b506132be565b9061330460019284611c24565b5161330f8285611c24565b52015f6132f1565b9160028161333e61332a60019489611c24565b516133378584018a611c24565b5190613eed565b6133488689611c24565b520192016132de565b90915b600181116133675750906132d191611c24565b8060011c83918490828601915b8281106133af575060018091161461338f575b509050613354565b6133a661339e60019486611c24565b519185611c24565b5201805f613387565b936002816133cf6133c26001948a611c24565b516133378584018b611c24565b6133d9888a611c24565b52019401613374565b60ff811690601f821161341157604051916133fe604084611b1e565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b90602083108061346a575080601f19840111610e45576020601f198482940101938492030181010312610e45573590565b9291908211610e45573591613485575b60031b610100031c90565b905f198260200360031b1b169061347a565b60a0810180515163ffffffff84168091146138d257604083015f5b81518110806138b7575b156134cf576134ca906130d1565b6134b2565b939481518514613537575b5050509064ffffffffff61350560a093519260806134fc826060890151611c24565b51960151611c24565b519380841c8352818160781c166020840152818160501c166040840152818160281c1660608401521660808201520152565b77ffffffff00000000000000000000000000000000000000009060a01b1691604073ffffffffffffffffffffffffffffffffffffffff8751169160248251809481937fd98c82f300000000000000000000000000000000000000000000000000000000835260048301525afa8015611800575f915f91613877575b5063ffffffff806020890151169116146135fa575b5060a0939264ffffffffff926135f26135059360608901518151916135eb836130d1565b9052611c24565b5292936134da565b91606060e060405161360b81611b01565b5f81525f60208201525f60408201525f838201525f60808201525f60a08201525f60c08201520152823b67ffffffffffffffff8111611a7f576040519061365c601f8201601f191660200183611b1e565b8082525f6020830180963c80518101906020820194602082840312610e4557519067ffffffffffffffff8211610e4557019061010082820312610e45576040516136a581611b01565b6136b160208401614758565b81526136bf60408401614758565b90602081019182526136d360608501614758565b92604082019384526136e760808601614758565b94606083019586526136fb60a082016131e2565b608084015260c081015160a084015260e081015160c084015261010081015167ffffffffffffffff8111610e455760209101019780601f8a011215610e455788519161374683611b41565b996137546040519b8c611b1e565b838b526020808c019460071b820101928311610e4557602001925b828410613809575050505060a0989794879464ffffffffff6135f29569ffffffffff00000000006135059a966effffffffff0000000000000000000073ffffffffff00000000000000000000000000000088869f60e06137fc9b01525160781b16915160501b1617915160281b161791511617179360808b01518351916137f68383611c24565b52611c24565b50935050925092936135c7565b608060208584030112610e45576040519061382382611ac9565b61382c856131d5565b825261383a602086016131d5565b602083015260408501519061ffff82168203610e4557826020926040608095015261386760608801614758565b606082015281520193019261376f565b9150506040813d6040116138af575b8161389360409383611b1e565b81010312610e45576138a960206126dc836131f3565b5f6135b2565b3d9150613886565b50826138c7826060880151611c24565b5160a01c14156134bc565b50505050565b905f6101808301527fffffffff0000000000000000000000000000000000000000000000000000000061390b828461436c565b16806101408401526139b95760e0820151606083015162ffffff8260701c1681101591826139a7575b50501561394457611f2e916143fd565b5060808101906101c0015f5b82518110156139a2578060ff7fffffffffffffffffffffffffffffffffffffffffffffffffffff00000000000061398a6001948651611c24565b51161760a01b61399b828551611c24565b5201613950565b505050565b60881c62ffffff161190505f80613934565b5050565b90821015611bca570190565b93906139f3613a1991949394604087015195600a6001880102916139ee838383614062565b613439565b9360a086019367ffffffffffffffff8660101c16855261ffff60c0880196168652611c24565b51928360e086015283155f14613a3657505050506101005f910152565b5f8151835181105f14613aad57505063ffffffff91613a56915190611c24565b51925b60a01c1663ffffffff8360a01c1603613a76575061010090910152565b67ffffffffffffffff9051167f410823de000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9094925061ffff915003613ac65763ffffffff90613a59565b67ffffffffffffffff8251167f410823de000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b805160a082015190606083015160808401516101c08501519160038216613b248185614a4a565b935b838210613bf65750505f93602061012096947fff00000000000000000000000000000000000000000000000000000000000000613bee957fffffff0000000000000000000000000000000000000000000000000000000000604d967fffffffffffffffff0000000000000000000000000000000000000000000000006040519a8b98888a019d8e5260218a015260c01b16604188015260e81b16604986015260f81b16604c8401528051918291018484015e81015f838201520301601f198101835282611b1e565b519020910152565b9093613c028583611c24565b5190613c116001870184611c24565b5191613c206002880185611c24565b51613c2e6003890186611c24565b519060405194848695516020819201602088015e7fffffffffff00000000000000000000000000000000000000000000000000000060a895861b811660209288019283015291851b8216602582015291841b8116602a8301529190921b16602f82015260149190039081018252613ca89060340182611b1e565b9360040190613b26565b92916061906132b69267ffffffffffffffff60a0870151169062ffffff606088015116907f69b43df5726efa2f1761ac5b8b7b32e77531b3961869e6c18a961e9fea68b55063ffffffff6101208a0195602087519b019a8b51906040519687526020870152604086015260806060860152169280613d33608082018b611a0b565b0390a45193516020604051948592828401977f02000000000000000000000000000000000000000000000000000000000000008952602185015260418401528051918291018484015e81015f838201520301601f198101835282611b1e565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215610e45570180359067ffffffffffffffff8211610e4557602001918160051b36038313610e4557565b613def81611c38565b90604081019161ffff80613e0285611c38565b169116039261ffff8411610b015761ffff613e41916060840195613e2587611c38565b9183613e35610120880188613d92565b95909416921690614609565b928315613eb157611e359361ffff93613e889261166f86613e8181613e7a613e74613e6e60208c01611d0d565b97611c38565b95611c38565b9416612706565b9216612706565b613e9460808301611c38565b9083613e35613ea560a08601611c38565b94610140810190613d92565b505050505f90565b9060418303613ee357613edc9250602081013591604082359201355f1a906146c9565b9192909190565b50505f9160029190565b9190916040519260208401917f010000000000000000000000000000000000000000000000000000000000000083526021850152604184015260418352613f35606184611b1e565b8251902091604052565b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016301480614039575b15613fa7577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a081526132b660c082611b1e565b507f00000000000000000000000000000000000000000000000000000000000000004614613f7e565b508111610b6a5750565b92969591939490966021830194858411610b015761408b868383614062565b6140968483836139bd565b3560f81c8015614328576001036142fc5761413f906101c0860151966140c0604787018584614062565b604760468701966140e76140d58988876139bd565b3560f81c938460808d01528786613439565b8a5261411b6140fa602683018887613439565b9862ffffff60408d019a61ffff8160181c168c521660608d01528786613439565b60208b0152600b830201018461413382809786614062565b6101c08a015193612b80565b9661415860c0850196875160e0870194855192896139c9565b60e08501918251806142dd575b506040519661417387613afd565b61418660a06101808801510151886138d8565b610140870180517fffffffff00000000000000000000000000000000000000000000000000000000166142445750956001939261420d926080986141ed60608a01988951978b6141e18a6101006101208b0151930151611c24565b52519251905190611c24565b52610100830151908161422d575b50508360208801510161226483612f8e565b61421c82610120870151611c24565b520190520160018151019052604052565b5160c084015161423c91611c24565b525f806141fb565b945050505050610120835f6101806142d896015201907fdf0009db307b9161287ce90694969a1c4e4763d9cac097856b45863ff97cba5560207fffffffff000000000000000000000000000000000000000000000000000000006142c78551610100880151906142ba60608a0192835190611c24565b5283880151905190611c47565b935116604051908152a25190614b97565b604052565b6101808601516142f69160501c63ffffffff1690613497565b5f614165565b837f55ec0c30000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50859798505f96506101c09493506143659250946143499161018096613439565b8061435e610100850151606086015190611c24565b5282614b97565b0151015290565b9060e0820151156143d75760a0015151156143b257608001511561438e575f90565b7fec9202990000000000000000000000000000000000000000000000000000000090565b507f224362a80000000000000000000000000000000000000000000000000000000090565b50507f6d0d4e830000000000000000000000000000000000000000000000000000000090565b6101a08101519061440f82848361476a565b815160208301928351946101c08401519060808501519160a05f92016101808701925b84811061447b57505050505090610100929151900393849351900360e082019081519060281b94859101019052019182518061446e5750505050565b010190525f8080806138d2565b614492825161448a8386611c24565b51908a614842565b5f1981146144bc579064ffffffffff826001936144af8488611c24565b5216855101855201614432565b50985050505050505061016091500152565b60609291600381146145945760028114614535576001146144ec5750565b6144f7919250611bf7565b517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff006040519160081b166020820152601f8152611e35603f82611b1e565b509091507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0061456d61456683611bf7565b5192611c04565b51816040519360081b16602084015260081b16603f820152603e8152611e35605e82611b1e565b509091507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff006145c282611bf7565b5191816145d86145d183611c04565b5192611c14565b5191816040519560081b16602086015260081b16603f84015260081b16605e820152605d8152611e35607d82611b1e565b93929190818110156146c05791905f925b60018211614632575050500361462d5790565b505f90565b5f198201828111610b01578114806146b4575b15614663575b60011c9060018101809111610b015760011c9061461a565b948484146146aa57614674846130d1565b9385811015611bca5760051b830135906001871661469c579061469691613eed565b9461464b565b6146a591613eed565b614696565b5050505050505f90565b50600180831614614645565b50505050505f90565b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841161474d579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15611800575f5173ffffffffffffffffffffffffffffffffffffffff81161561474357905f905f90565b505f906001905f90565b5050505f9160039190565b519064ffffffffff82168203610e4557565b919060e083015191602082015164ffffffffff8416908082105f146148395703925b83825264ffffffffff60608401519160281c16908082105f146148305703925b610100602083019585875201519283156148285764ffffffffff926080926040830151858716908082105f1461482057035b808210156148185750905b5201519160281c16908082105f1461481057035b8082101561480a57509052565b90509052565b50505f6147fd565b9050906147e9565b50505f6147de565b505050505050565b50505f926147ac565b50505f9261478c565b9064ffffffffff8360081c16918360301c8311614a195760ff84169180518310156149b3578261487191611c24565b519182511561498457506101a00151925f9264ffffffffff6060840151168181105f1461497c57945b8593602081015161494d575b61138861ffff6040612710930151168789860303020104958686820101906020830192835191828411614900575b50928692899592858a8097510390520390520303039360281b9260501b9160781b9060a01b1717171790565b9398979491928391975003978789105f146149455788805b03938585101561493c5784998a995b039990950397909303909303948190876148d4565b85998a99614927565b878099614918565b945061271061138861ffff604089860385518082105f1461497557505b9893505050506148a6565b905061496a565b50809461489a565b939150507fffffffffffffffffffffffffffffffffffffffffffffffffffff0000000000009150161760a01b90565b509290915060ff82146149ee5750506101407f1d38d138000000000000000000000000000000000000000000000000000000009101525f1990565b7fffffffffffffffffffffffffffffffffffffffffffffffffffff000000000000161760a01b919050565b90507fc4395d14000000000000000000000000000000000000000000000000000000009250610140915001525f1990565b6060929160038114614b165760028114614ab357600114614a685750565b614a73919250611bf7565b5160405160a89190911b7fffffffffff00000000000000000000000000000000000000000000000000000016602082015260058152611e35602582611b1e565b509091507fffffffffff0000000000000000000000000000000000000000000000000000008080614aed614ae685611bf7565b5194611c04565b5160405160a895861b83166020820152941b1616166025820152600a8152611e35602a82611b1e565b509091507fffffffffff0000000000000000000000000000000000000000000000000000008080614b4684611bf7565b5193818080614b5e614b5785611c04565b5194611c14565b51938180806040519b60a81b16161660208a015260a81b161616602586015260a81b161616602a820152600f8152611e35602f82611b1e565b61012081015191614bae6060830193845190611c24565b52614bd860a0600160ff8551161b92015191835160081c90614bd082856129bd565b5117926129bd565b52614be381516130d1565b905256",
}

// ClaimLedger is an auto generated Go binding around an Ethereum contract.
type ClaimLedger struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ClaimLedger) GetABI() abi.ABI {
	return c.abi
}

// NewClaimLedger creates a new instance of ClaimLedger.
func NewClaimLedger() *ClaimLedger {
	parsed, err := ClaimLedgerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ClaimLedger{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ClaimLedger) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address manager, address organizations, address plans, address coverages, address escrow) returns()
func (claimLedger *ClaimLedger) PackConstructor(manager common.Address, organizations common.Address, plans common.Address, coverages common.Address, escrow common.Address) []byte {
	enc, err := claimLedger.abi.Pack("", manager, organizations, plans, coverages, escrow)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXCLAIMS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf62ba92.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_CLAIMS() view returns(uint256)
func (claimLedger *ClaimLedger) PackMAXCLAIMS() []byte {
	enc, err := claimLedger.abi.Pack("MAX_CLAIMS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXCLAIMS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf62ba92.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_CLAIMS() view returns(uint256)
func (claimLedger *ClaimLedger) TryPackMAXCLAIMS() ([]byte, error) {
	return claimLedger.abi.Pack("MAX_CLAIMS")
}

// UnpackMAXCLAIMS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcf62ba92.
//
// Solidity: function MAX_CLAIMS() view returns(uint256)
func (claimLedger *ClaimLedger) UnpackMAXCLAIMS(data []byte) (*big.Int, error) {
	out, err := claimLedger.abi.Unpack("MAX_CLAIMS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (claimLedger *ClaimLedger) PackAuthority() []byte {
	enc, err := claimLedger.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (claimLedger *ClaimLedger) TryPackAuthority() ([]byte, error) {
	return claimLedger.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (claimLedger *ClaimLedger) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := claimLedger.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBatchOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc03bc769.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchOf(uint32 insurer, uint32 sequence) view returns((bytes32,uint64,uint16,bool))
func (claimLedger *ClaimLedger) PackBatchOf(insurer uint32, sequence uint32) []byte {
	enc, err := claimLedger.abi.Pack("batchOf", insurer, sequence)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc03bc769.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchOf(uint32 insurer, uint32 sequence) view returns((bytes32,uint64,uint16,bool))
func (claimLedger *ClaimLedger) TryPackBatchOf(insurer uint32, sequence uint32) ([]byte, error) {
	return claimLedger.abi.Pack("batchOf", insurer, sequence)
}

// UnpackBatchOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc03bc769.
//
// Solidity: function batchOf(uint32 insurer, uint32 sequence) view returns((bytes32,uint64,uint16,bool))
func (claimLedger *ClaimLedger) UnpackBatchOf(data []byte) (IClaimLedgerBatch, error) {
	out, err := claimLedger.abi.Unpack("batchOf", data)
	if err != nil {
		return *new(IClaimLedgerBatch), err
	}
	out0 := *abi.ConvertType(out[0], new(IClaimLedgerBatch)).(*IClaimLedgerBatch)
	return out0, nil
}

// PackDecide is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0a5caa0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decide(uint32 insurer, uint32 sequence, (uint16,uint32,uint16,uint16,uint16,uint16,bytes,bytes,uint32,bytes32[],bytes32[])[] decisions) returns()
func (claimLedger *ClaimLedger) PackDecide(insurer uint32, sequence uint32, decisions []IClaimLedgerDecision) []byte {
	enc, err := claimLedger.abi.Pack("decide", insurer, sequence, decisions)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecide is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0a5caa0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decide(uint32 insurer, uint32 sequence, (uint16,uint32,uint16,uint16,uint16,uint16,bytes,bytes,uint32,bytes32[],bytes32[])[] decisions) returns()
func (claimLedger *ClaimLedger) TryPackDecide(insurer uint32, sequence uint32, decisions []IClaimLedgerDecision) ([]byte, error) {
	return claimLedger.abi.Pack("decide", insurer, sequence, decisions)
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (claimLedger *ClaimLedger) PackEip712Domain() []byte {
	enc, err := claimLedger.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (claimLedger *ClaimLedger) TryPackEip712Domain() ([]byte, error) {
	return claimLedger.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (claimLedger *ClaimLedger) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := claimLedger.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackEstimate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xde5f9a91.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function estimate(uint32 insurer, uint64 coverageYear, uint24 serviceDay, bytes lines) view returns(bytes result)
func (claimLedger *ClaimLedger) PackEstimate(insurer uint32, coverageYear uint64, serviceDay *big.Int, lines []byte) []byte {
	enc, err := claimLedger.abi.Pack("estimate", insurer, coverageYear, serviceDay, lines)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEstimate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xde5f9a91.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function estimate(uint32 insurer, uint64 coverageYear, uint24 serviceDay, bytes lines) view returns(bytes result)
func (claimLedger *ClaimLedger) TryPackEstimate(insurer uint32, coverageYear uint64, serviceDay *big.Int, lines []byte) ([]byte, error) {
	return claimLedger.abi.Pack("estimate", insurer, coverageYear, serviceDay, lines)
}

// UnpackEstimate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xde5f9a91.
//
// Solidity: function estimate(uint32 insurer, uint64 coverageYear, uint24 serviceDay, bytes lines) view returns(bytes result)
func (claimLedger *ClaimLedger) UnpackEstimate(data []byte) ([]byte, error) {
	out, err := claimLedger.abi.Unpack("estimate", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackIsDecided is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x49276802.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isDecided(uint32 insurer, uint32 sequence, uint16 index) view returns(bool)
func (claimLedger *ClaimLedger) PackIsDecided(insurer uint32, sequence uint32, index uint16) []byte {
	enc, err := claimLedger.abi.Pack("isDecided", insurer, sequence, index)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsDecided is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x49276802.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isDecided(uint32 insurer, uint32 sequence, uint16 index) view returns(bool)
func (claimLedger *ClaimLedger) TryPackIsDecided(insurer uint32, sequence uint32, index uint16) ([]byte, error) {
	return claimLedger.abi.Pack("isDecided", insurer, sequence, index)
}

// UnpackIsDecided is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x49276802.
//
// Solidity: function isDecided(uint32 insurer, uint32 sequence, uint16 index) view returns(bool)
func (claimLedger *ClaimLedger) UnpackIsDecided(data []byte) (bool, error) {
	out, err := claimLedger.abi.Unpack("isDecided", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackLastBatchOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61db2d64.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lastBatchOf(uint32 insurer) view returns(uint32)
func (claimLedger *ClaimLedger) PackLastBatchOf(insurer uint32) []byte {
	enc, err := claimLedger.abi.Pack("lastBatchOf", insurer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLastBatchOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61db2d64.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lastBatchOf(uint32 insurer) view returns(uint32)
func (claimLedger *ClaimLedger) TryPackLastBatchOf(insurer uint32) ([]byte, error) {
	return claimLedger.abi.Pack("lastBatchOf", insurer)
}

// UnpackLastBatchOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61db2d64.
//
// Solidity: function lastBatchOf(uint32 insurer) view returns(uint32)
func (claimLedger *ClaimLedger) UnpackLastBatchOf(data []byte) (uint32, error) {
	out, err := claimLedger.abi.Unpack("lastBatchOf", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackLastSubmissionOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa318773c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lastSubmissionOf(uint32 insurer, uint32 provider) view returns(uint64)
func (claimLedger *ClaimLedger) PackLastSubmissionOf(insurer uint32, provider uint32) []byte {
	enc, err := claimLedger.abi.Pack("lastSubmissionOf", insurer, provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLastSubmissionOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa318773c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lastSubmissionOf(uint32 insurer, uint32 provider) view returns(uint64)
func (claimLedger *ClaimLedger) TryPackLastSubmissionOf(insurer uint32, provider uint32) ([]byte, error) {
	return claimLedger.abi.Pack("lastSubmissionOf", insurer, provider)
}

// UnpackLastSubmissionOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa318773c.
//
// Solidity: function lastSubmissionOf(uint32 insurer, uint32 provider) view returns(uint64)
func (claimLedger *ClaimLedger) UnpackLastSubmissionOf(data []byte) (uint64, error) {
	out, err := claimLedger.abi.Unpack("lastSubmissionOf", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackReceiveBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x164713e0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receiveBatch(uint32 insurer, uint32 sequence, (uint32,uint64,bytes32,uint16,uint64,bytes)[] submissions) returns()
func (claimLedger *ClaimLedger) PackReceiveBatch(insurer uint32, sequence uint32, submissions []IClaimLedgerSubmission) []byte {
	enc, err := claimLedger.abi.Pack("receiveBatch", insurer, sequence, submissions)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceiveBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x164713e0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receiveBatch(uint32 insurer, uint32 sequence, (uint32,uint64,bytes32,uint16,uint64,bytes)[] submissions) returns()
func (claimLedger *ClaimLedger) TryPackReceiveBatch(insurer uint32, sequence uint32, submissions []IClaimLedgerSubmission) ([]byte, error) {
	return claimLedger.abi.Pack("receiveBatch", insurer, sequence, submissions)
}

// PackSettleBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa96babc9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settleBatch((uint32,uint32,bytes,bytes,bytes) settlement) returns()
func (claimLedger *ClaimLedger) PackSettleBatch(settlement IClaimLedgerSettlement) []byte {
	enc, err := claimLedger.abi.Pack("settleBatch", settlement)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettleBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa96babc9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settleBatch((uint32,uint32,bytes,bytes,bytes) settlement) returns()
func (claimLedger *ClaimLedger) TryPackSettleBatch(settlement IClaimLedgerSettlement) ([]byte, error) {
	return claimLedger.abi.Pack("settleBatch", settlement)
}

// PackSubmissionDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x370cd197.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submissionDigest(uint32 insurer, (uint32,uint64,bytes32,uint16,uint64,bytes) submission) view returns(bytes32)
func (claimLedger *ClaimLedger) PackSubmissionDigest(insurer uint32, submission IClaimLedgerSubmission) []byte {
	enc, err := claimLedger.abi.Pack("submissionDigest", insurer, submission)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmissionDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x370cd197.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submissionDigest(uint32 insurer, (uint32,uint64,bytes32,uint16,uint64,bytes) submission) view returns(bytes32)
func (claimLedger *ClaimLedger) TryPackSubmissionDigest(insurer uint32, submission IClaimLedgerSubmission) ([]byte, error) {
	return claimLedger.abi.Pack("submissionDigest", insurer, submission)
}

// UnpackSubmissionDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x370cd197.
//
// Solidity: function submissionDigest(uint32 insurer, (uint32,uint64,bytes32,uint16,uint64,bytes) submission) view returns(bytes32)
func (claimLedger *ClaimLedger) UnpackSubmissionDigest(data []byte) ([32]byte, error) {
	out, err := claimLedger.abi.Unpack("submissionDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// ClaimLedgerBatchReceived represents a BatchReceived event raised by the ClaimLedger contract.
type ClaimLedgerBatchReceived struct {
	Insurer    uint32
	Batch      uint32
	Root       [32]byte
	Count      uint16
	ReceivedAt uint64
	Raw        *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerBatchReceivedEventName = "BatchReceived"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerBatchReceived) ContractEventName() string {
	return ClaimLedgerBatchReceivedEventName
}

// UnpackBatchReceivedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchReceived(uint32 indexed insurer, uint32 indexed batch, bytes32 root, uint16 count, uint64 receivedAt)
func (claimLedger *ClaimLedger) UnpackBatchReceivedEvent(log *types.Log) (*ClaimLedgerBatchReceived, error) {
	event := "BatchReceived"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerBatchReceived)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ClaimLedgerBatchSettled represents a BatchSettled event raised by the ClaimLedger contract.
type ClaimLedgerBatchSettled struct {
	Insurer           uint32
	Batch             uint32
	DeterminationRoot [32]byte
	Decided           uint16
	Raw               *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerBatchSettledEventName = "BatchSettled"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerBatchSettled) ContractEventName() string {
	return ClaimLedgerBatchSettledEventName
}

// UnpackBatchSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchSettled(uint32 indexed insurer, uint32 indexed batch, bytes32 determinationRoot, uint16 decided)
func (claimLedger *ClaimLedger) UnpackBatchSettledEvent(log *types.Log) (*ClaimLedgerBatchSettled, error) {
	event := "BatchSettled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerBatchSettled)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ClaimLedgerClaimDecided represents a ClaimDecided event raised by the ClaimLedger contract.
type ClaimLedgerClaimDecided struct {
	ClaimNumber       *big.Int
	DeterminationRoot [32]byte
	Raw               *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerClaimDecidedEventName = "ClaimDecided"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerClaimDecided) ContractEventName() string {
	return ClaimLedgerClaimDecidedEventName
}

// UnpackClaimDecidedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ClaimDecided(uint256 indexed claimNumber, bytes32 determinationRoot)
func (claimLedger *ClaimLedger) UnpackClaimDecidedEvent(log *types.Log) (*ClaimLedgerClaimDecided, error) {
	event := "ClaimDecided"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerClaimDecided)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ClaimLedgerClaimDetermined represents a ClaimDetermined event raised by the ClaimLedger contract.
type ClaimLedgerClaimDetermined struct {
	ClaimNumber  *big.Int
	Provider     uint32
	CoverageYear uint64
	ServiceDay   *big.Int
	ReceiptLeaf  [32]byte
	ReasonsHash  [32]byte
	Result       []byte
	Raw          *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerClaimDeterminedEventName = "ClaimDetermined"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerClaimDetermined) ContractEventName() string {
	return ClaimLedgerClaimDeterminedEventName
}

// UnpackClaimDeterminedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ClaimDetermined(uint256 indexed claimNumber, uint32 indexed provider, uint64 indexed coverageYear, uint24 serviceDay, bytes32 receiptLeaf, bytes32 reasonsHash, bytes result)
func (claimLedger *ClaimLedger) UnpackClaimDeterminedEvent(log *types.Log) (*ClaimLedgerClaimDetermined, error) {
	event := "ClaimDetermined"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerClaimDetermined)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ClaimLedgerClaimLeftOut represents a ClaimLeftOut event raised by the ClaimLedger contract.
type ClaimLedgerClaimLeftOut struct {
	ClaimNumber *big.Int
	Reason      [4]byte
	Raw         *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerClaimLeftOutEventName = "ClaimLeftOut"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerClaimLeftOut) ContractEventName() string {
	return ClaimLedgerClaimLeftOutEventName
}

// UnpackClaimLeftOutEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ClaimLeftOut(uint256 indexed claimNumber, bytes4 reason)
func (claimLedger *ClaimLedger) UnpackClaimLeftOutEvent(log *types.Log) (*ClaimLedgerClaimLeftOut, error) {
	event := "ClaimLeftOut"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerClaimLeftOut)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ClaimLedgerEIP712DomainChanged represents a EIP712DomainChanged event raised by the ClaimLedger contract.
type ClaimLedgerEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerEIP712DomainChanged) ContractEventName() string {
	return ClaimLedgerEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (claimLedger *ClaimLedger) UnpackEIP712DomainChangedEvent(log *types.Log) (*ClaimLedgerEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ClaimLedgerSubmissionReceived represents a SubmissionReceived event raised by the ClaimLedger contract.
type ClaimLedgerSubmissionReceived struct {
	Insurer     uint32
	Provider    uint32
	Sequence    uint64
	Batch       uint32
	FirstIndex  uint16
	Count       uint16
	Root        [32]byte
	IsDelegated bool
	Raw         *types.Log // Blockchain specific contextual infos
}

const ClaimLedgerSubmissionReceivedEventName = "SubmissionReceived"

// ContractEventName returns the user-defined event name.
func (ClaimLedgerSubmissionReceived) ContractEventName() string {
	return ClaimLedgerSubmissionReceivedEventName
}

// UnpackSubmissionReceivedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SubmissionReceived(uint32 indexed insurer, uint32 indexed provider, uint64 indexed sequence, uint32 batch, uint16 firstIndex, uint16 count, bytes32 root, bool isDelegated)
func (claimLedger *ClaimLedger) UnpackSubmissionReceivedEvent(log *types.Log) (*ClaimLedgerSubmissionReceived, error) {
	event := "SubmissionReceived"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != claimLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ClaimLedgerSubmissionReceived)
	if len(log.Data) > 0 {
		if err := claimLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range claimLedger.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (claimLedger *ClaimLedger) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["AddressInvalid"].ID.Bytes()[:4]) {
		return claimLedger.UnpackAddressInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["AllowedExceedsCharge"].ID.Bytes()[:4]) {
		return claimLedger.UnpackAllowedExceedsChargeError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["BatchAlreadySettled"].ID.Bytes()[:4]) {
		return claimLedger.UnpackBatchAlreadySettledError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["BatchEmpty"].ID.Bytes()[:4]) {
		return claimLedger.UnpackBatchEmptyError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["BatchNotFound"].ID.Bytes()[:4]) {
		return claimLedger.UnpackBatchNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["BatchNotSettled"].ID.Bytes()[:4]) {
		return claimLedger.UnpackBatchNotSettledError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["BatchSequenceInvalid"].ID.Bytes()[:4]) {
		return claimLedger.UnpackBatchSequenceInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["BatchTooLarge"].ID.Bytes()[:4]) {
		return claimLedger.UnpackBatchTooLargeError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ClaimAlreadyDecided"].ID.Bytes()[:4]) {
		return claimLedger.UnpackClaimAlreadyDecidedError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ClaimNotFound"].ID.Bytes()[:4]) {
		return claimLedger.UnpackClaimNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ClaimWithoutLines"].ID.Bytes()[:4]) {
		return claimLedger.UnpackClaimWithoutLinesError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ClassUnknown"].ID.Bytes()[:4]) {
		return claimLedger.UnpackClassUnknownError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["CoverageYearNotFound"].ID.Bytes()[:4]) {
		return claimLedger.UnpackCoverageYearNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["EncodingMalformed"].ID.Bytes()[:4]) {
		return claimLedger.UnpackEncodingMalformedError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["FamilyMismatch"].ID.Bytes()[:4]) {
		return claimLedger.UnpackFamilyMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["InsurerNotFound"].ID.Bytes()[:4]) {
		return claimLedger.UnpackInsurerNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return claimLedger.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["PathInvalid"].ID.Bytes()[:4]) {
		return claimLedger.UnpackPathInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["PlanNotFound"].ID.Bytes()[:4]) {
		return claimLedger.UnpackPlanNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ProviderNotFound"].ID.Bytes()[:4]) {
		return claimLedger.UnpackProviderNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ReceiptRootMismatch"].ID.Bytes()[:4]) {
		return claimLedger.UnpackReceiptRootMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return claimLedger.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["RoleMissing"].ID.Bytes()[:4]) {
		return claimLedger.UnpackRoleMissingError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return claimLedger.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return claimLedger.UnpackStringTooLongError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["SubmissionEmpty"].ID.Bytes()[:4]) {
		return claimLedger.UnpackSubmissionEmptyError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["SubmissionExpired"].ID.Bytes()[:4]) {
		return claimLedger.UnpackSubmissionExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["SubmissionSequenceInvalid"].ID.Bytes()[:4]) {
		return claimLedger.UnpackSubmissionSequenceInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], claimLedger.abi.Errors["SubmissionSignatureInvalid"].ID.Bytes()[:4]) {
		return claimLedger.UnpackSubmissionSignatureInvalidError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ClaimLedgerAddressInvalid represents a AddressInvalid error raised by the ClaimLedger contract.
type ClaimLedgerAddressInvalid struct {
	Given common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressInvalid(address given)
func ClaimLedgerAddressInvalidErrorID() common.Hash {
	return common.HexToHash("0x864143512e65642490f2486d549a874b47523a196bba4dd6972a331e5c8ee548")
}

// UnpackAddressInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressInvalid(address given)
func (claimLedger *ClaimLedger) UnpackAddressInvalidError(raw []byte) (*ClaimLedgerAddressInvalid, error) {
	out := new(ClaimLedgerAddressInvalid)
	if err := claimLedger.abi.UnpackIntoInterface(out, "AddressInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerAllowedExceedsCharge represents a AllowedExceedsCharge error raised by the ClaimLedger contract.
type ClaimLedgerAllowedExceedsCharge struct {
	LineIndex *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AllowedExceedsCharge(uint256 lineIndex)
func ClaimLedgerAllowedExceedsChargeErrorID() common.Hash {
	return common.HexToHash("0xc4395d14ef4832ff65d02c3a585a97564e27cb69c98173a8432cc78d6bf76ce6")
}

// UnpackAllowedExceedsChargeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AllowedExceedsCharge(uint256 lineIndex)
func (claimLedger *ClaimLedger) UnpackAllowedExceedsChargeError(raw []byte) (*ClaimLedgerAllowedExceedsCharge, error) {
	out := new(ClaimLedgerAllowedExceedsCharge)
	if err := claimLedger.abi.UnpackIntoInterface(out, "AllowedExceedsCharge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerBatchAlreadySettled represents a BatchAlreadySettled error raised by the ClaimLedger contract.
type ClaimLedgerBatchAlreadySettled struct {
	Insurer uint32
	Batch   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchAlreadySettled(uint32 insurer, uint32 batch)
func ClaimLedgerBatchAlreadySettledErrorID() common.Hash {
	return common.HexToHash("0x59cfdfa7e834147246a7a9300af588883718ec1f1f4e2bf83b42410efbb03961")
}

// UnpackBatchAlreadySettledError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchAlreadySettled(uint32 insurer, uint32 batch)
func (claimLedger *ClaimLedger) UnpackBatchAlreadySettledError(raw []byte) (*ClaimLedgerBatchAlreadySettled, error) {
	out := new(ClaimLedgerBatchAlreadySettled)
	if err := claimLedger.abi.UnpackIntoInterface(out, "BatchAlreadySettled", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerBatchEmpty represents a BatchEmpty error raised by the ClaimLedger contract.
type ClaimLedgerBatchEmpty struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchEmpty()
func ClaimLedgerBatchEmptyErrorID() common.Hash {
	return common.HexToHash("0x50e980cc61cbc139cce5db720abf20938663aa742c8f1e42423e92f394698c2e")
}

// UnpackBatchEmptyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchEmpty()
func (claimLedger *ClaimLedger) UnpackBatchEmptyError(raw []byte) (*ClaimLedgerBatchEmpty, error) {
	out := new(ClaimLedgerBatchEmpty)
	if err := claimLedger.abi.UnpackIntoInterface(out, "BatchEmpty", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerBatchNotFound represents a BatchNotFound error raised by the ClaimLedger contract.
type ClaimLedgerBatchNotFound struct {
	Insurer uint32
	Batch   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchNotFound(uint32 insurer, uint32 batch)
func ClaimLedgerBatchNotFoundErrorID() common.Hash {
	return common.HexToHash("0xcf5797463838af0fb8a49b69d465971a44f770a0f69cd003f0eeb8e0d62c894c")
}

// UnpackBatchNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchNotFound(uint32 insurer, uint32 batch)
func (claimLedger *ClaimLedger) UnpackBatchNotFoundError(raw []byte) (*ClaimLedgerBatchNotFound, error) {
	out := new(ClaimLedgerBatchNotFound)
	if err := claimLedger.abi.UnpackIntoInterface(out, "BatchNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerBatchNotSettled represents a BatchNotSettled error raised by the ClaimLedger contract.
type ClaimLedgerBatchNotSettled struct {
	Insurer uint32
	Batch   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchNotSettled(uint32 insurer, uint32 batch)
func ClaimLedgerBatchNotSettledErrorID() common.Hash {
	return common.HexToHash("0xe48d197cb6b61422204e85aa963e5735034b4e72f14c70e504203a31168f8f49")
}

// UnpackBatchNotSettledError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchNotSettled(uint32 insurer, uint32 batch)
func (claimLedger *ClaimLedger) UnpackBatchNotSettledError(raw []byte) (*ClaimLedgerBatchNotSettled, error) {
	out := new(ClaimLedgerBatchNotSettled)
	if err := claimLedger.abi.UnpackIntoInterface(out, "BatchNotSettled", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerBatchSequenceInvalid represents a BatchSequenceInvalid error raised by the ClaimLedger contract.
type ClaimLedgerBatchSequenceInvalid struct {
	Expected uint32
	Given    uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchSequenceInvalid(uint32 expected, uint32 given)
func ClaimLedgerBatchSequenceInvalidErrorID() common.Hash {
	return common.HexToHash("0x2769ae564bf54b7b534e117cd6716c22d6c1ab7fb4f82f7f80509099f1a9434b")
}

// UnpackBatchSequenceInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchSequenceInvalid(uint32 expected, uint32 given)
func (claimLedger *ClaimLedger) UnpackBatchSequenceInvalidError(raw []byte) (*ClaimLedgerBatchSequenceInvalid, error) {
	out := new(ClaimLedgerBatchSequenceInvalid)
	if err := claimLedger.abi.UnpackIntoInterface(out, "BatchSequenceInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerBatchTooLarge represents a BatchTooLarge error raised by the ClaimLedger contract.
type ClaimLedgerBatchTooLarge struct {
	Count *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchTooLarge(uint256 count)
func ClaimLedgerBatchTooLargeErrorID() common.Hash {
	return common.HexToHash("0xa67b9f9ef6979701a4990cf6b12dd9748579e6c2d4b1c6def1334fd2ecc27f6a")
}

// UnpackBatchTooLargeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchTooLarge(uint256 count)
func (claimLedger *ClaimLedger) UnpackBatchTooLargeError(raw []byte) (*ClaimLedgerBatchTooLarge, error) {
	out := new(ClaimLedgerBatchTooLarge)
	if err := claimLedger.abi.UnpackIntoInterface(out, "BatchTooLarge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerClaimAlreadyDecided represents a ClaimAlreadyDecided error raised by the ClaimLedger contract.
type ClaimLedgerClaimAlreadyDecided struct {
	ClaimNumber *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimAlreadyDecided(uint256 claimNumber)
func ClaimLedgerClaimAlreadyDecidedErrorID() common.Hash {
	return common.HexToHash("0xdfd0b514a346a125e037464985eee52f39b2bd22da2672ee2a2f9f13e5288530")
}

// UnpackClaimAlreadyDecidedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimAlreadyDecided(uint256 claimNumber)
func (claimLedger *ClaimLedger) UnpackClaimAlreadyDecidedError(raw []byte) (*ClaimLedgerClaimAlreadyDecided, error) {
	out := new(ClaimLedgerClaimAlreadyDecided)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ClaimAlreadyDecided", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerClaimNotFound represents a ClaimNotFound error raised by the ClaimLedger contract.
type ClaimLedgerClaimNotFound struct {
	ClaimNumber *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimNotFound(uint256 claimNumber)
func ClaimLedgerClaimNotFoundErrorID() common.Hash {
	return common.HexToHash("0x3373e4614f1d003063bfe79540fc47003ba6dd330516710f3c56d0b1511bb03c")
}

// UnpackClaimNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimNotFound(uint256 claimNumber)
func (claimLedger *ClaimLedger) UnpackClaimNotFoundError(raw []byte) (*ClaimLedgerClaimNotFound, error) {
	out := new(ClaimLedgerClaimNotFound)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ClaimNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerClaimWithoutLines represents a ClaimWithoutLines error raised by the ClaimLedger contract.
type ClaimLedgerClaimWithoutLines struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimWithoutLines()
func ClaimLedgerClaimWithoutLinesErrorID() common.Hash {
	return common.HexToHash("0xec9202998b3b11b07305099ed7fef1a7a72c4b4d36e6dc67d468ade7a73dd687")
}

// UnpackClaimWithoutLinesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimWithoutLines()
func (claimLedger *ClaimLedger) UnpackClaimWithoutLinesError(raw []byte) (*ClaimLedgerClaimWithoutLines, error) {
	out := new(ClaimLedgerClaimWithoutLines)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ClaimWithoutLines", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerClassUnknown represents a ClassUnknown error raised by the ClaimLedger contract.
type ClaimLedgerClassUnknown struct {
	LineIndex *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClassUnknown(uint256 lineIndex)
func ClaimLedgerClassUnknownErrorID() common.Hash {
	return common.HexToHash("0x1d38d138ce64ec728b90ce3e83fc9940a9667130e4c8572fd4155e9a47612725")
}

// UnpackClassUnknownError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClassUnknown(uint256 lineIndex)
func (claimLedger *ClaimLedger) UnpackClassUnknownError(raw []byte) (*ClaimLedgerClassUnknown, error) {
	out := new(ClaimLedgerClassUnknown)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ClassUnknown", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerCoverageYearNotFound represents a CoverageYearNotFound error raised by the ClaimLedger contract.
type ClaimLedgerCoverageYearNotFound struct {
	CoverageYear uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CoverageYearNotFound(uint64 coverageYear)
func ClaimLedgerCoverageYearNotFoundErrorID() common.Hash {
	return common.HexToHash("0x6d0d4e8327b7782666d188ff33d40e6a4cef1b11e211988b3a3ccbb809b7d057")
}

// UnpackCoverageYearNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CoverageYearNotFound(uint64 coverageYear)
func (claimLedger *ClaimLedger) UnpackCoverageYearNotFoundError(raw []byte) (*ClaimLedgerCoverageYearNotFound, error) {
	out := new(ClaimLedgerCoverageYearNotFound)
	if err := claimLedger.abi.UnpackIntoInterface(out, "CoverageYearNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerEncodingMalformed represents a EncodingMalformed error raised by the ClaimLedger contract.
type ClaimLedgerEncodingMalformed struct {
	Offset *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EncodingMalformed(uint256 offset)
func ClaimLedgerEncodingMalformedErrorID() common.Hash {
	return common.HexToHash("0x55ec0c30f3ac5f68f39cc9b58eda469767e9b1527e553222c6978ef7c0bdd8b9")
}

// UnpackEncodingMalformedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EncodingMalformed(uint256 offset)
func (claimLedger *ClaimLedger) UnpackEncodingMalformedError(raw []byte) (*ClaimLedgerEncodingMalformed, error) {
	out := new(ClaimLedgerEncodingMalformed)
	if err := claimLedger.abi.UnpackIntoInterface(out, "EncodingMalformed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerFamilyMismatch represents a FamilyMismatch error raised by the ClaimLedger contract.
type ClaimLedgerFamilyMismatch struct {
	CoverageYear uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FamilyMismatch(uint64 coverageYear)
func ClaimLedgerFamilyMismatchErrorID() common.Hash {
	return common.HexToHash("0x410823de6a8fbe20e6385659141c019bb6583a7fea755ca2d5d0198ed4bebcbf")
}

// UnpackFamilyMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FamilyMismatch(uint64 coverageYear)
func (claimLedger *ClaimLedger) UnpackFamilyMismatchError(raw []byte) (*ClaimLedgerFamilyMismatch, error) {
	out := new(ClaimLedgerFamilyMismatch)
	if err := claimLedger.abi.UnpackIntoInterface(out, "FamilyMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerInsurerNotFound represents a InsurerNotFound error raised by the ClaimLedger contract.
type ClaimLedgerInsurerNotFound struct {
	Insurer uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func ClaimLedgerInsurerNotFoundErrorID() common.Hash {
	return common.HexToHash("0xe177d1172ef6cec34f5bb918f6bbfd5612135338adb6a3424d60a317d145f5d7")
}

// UnpackInsurerNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func (claimLedger *ClaimLedger) UnpackInsurerNotFoundError(raw []byte) (*ClaimLedgerInsurerNotFound, error) {
	out := new(ClaimLedgerInsurerNotFound)
	if err := claimLedger.abi.UnpackIntoInterface(out, "InsurerNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerInvalidShortString represents a InvalidShortString error raised by the ClaimLedger contract.
type ClaimLedgerInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func ClaimLedgerInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (claimLedger *ClaimLedger) UnpackInvalidShortStringError(raw []byte) (*ClaimLedgerInvalidShortString, error) {
	out := new(ClaimLedgerInvalidShortString)
	if err := claimLedger.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerPathInvalid represents a PathInvalid error raised by the ClaimLedger contract.
type ClaimLedgerPathInvalid struct {
	ClaimNumber *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PathInvalid(uint256 claimNumber)
func ClaimLedgerPathInvalidErrorID() common.Hash {
	return common.HexToHash("0x70b56a87d15d35c5623aa26fae2dcc3e5da432a1eeae53ac0332b07f9183e8e0")
}

// UnpackPathInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PathInvalid(uint256 claimNumber)
func (claimLedger *ClaimLedger) UnpackPathInvalidError(raw []byte) (*ClaimLedgerPathInvalid, error) {
	out := new(ClaimLedgerPathInvalid)
	if err := claimLedger.abi.UnpackIntoInterface(out, "PathInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerPlanNotFound represents a PlanNotFound error raised by the ClaimLedger contract.
type ClaimLedgerPlanNotFound struct {
	Plan uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PlanNotFound(uint32 plan)
func ClaimLedgerPlanNotFoundErrorID() common.Hash {
	return common.HexToHash("0x224362a8265d2afd3b83ae193143d052bb21f39db790c89dd458d8398102ac03")
}

// UnpackPlanNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PlanNotFound(uint32 plan)
func (claimLedger *ClaimLedger) UnpackPlanNotFoundError(raw []byte) (*ClaimLedgerPlanNotFound, error) {
	out := new(ClaimLedgerPlanNotFound)
	if err := claimLedger.abi.UnpackIntoInterface(out, "PlanNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerProviderNotFound represents a ProviderNotFound error raised by the ClaimLedger contract.
type ClaimLedgerProviderNotFound struct {
	Provider uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProviderNotFound(uint32 provider)
func ClaimLedgerProviderNotFoundErrorID() common.Hash {
	return common.HexToHash("0x92addf624d27922a944db645f4b98986f6f1f335fcb76e6220c35a5026cf43af")
}

// UnpackProviderNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProviderNotFound(uint32 provider)
func (claimLedger *ClaimLedger) UnpackProviderNotFoundError(raw []byte) (*ClaimLedgerProviderNotFound, error) {
	out := new(ClaimLedgerProviderNotFound)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ProviderNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerReceiptRootMismatch represents a ReceiptRootMismatch error raised by the ClaimLedger contract.
type ClaimLedgerReceiptRootMismatch struct {
	Expected [32]byte
	Computed [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReceiptRootMismatch(bytes32 expected, bytes32 computed)
func ClaimLedgerReceiptRootMismatchErrorID() common.Hash {
	return common.HexToHash("0x5a130a482d22f2b4683991b4e6801ba4cba1899a2faef36f37b962af5c3539af")
}

// UnpackReceiptRootMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReceiptRootMismatch(bytes32 expected, bytes32 computed)
func (claimLedger *ClaimLedger) UnpackReceiptRootMismatchError(raw []byte) (*ClaimLedgerReceiptRootMismatch, error) {
	out := new(ClaimLedgerReceiptRootMismatch)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ReceiptRootMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the ClaimLedger contract.
type ClaimLedgerReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func ClaimLedgerReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (claimLedger *ClaimLedger) UnpackReentrancyGuardReentrantCallError(raw []byte) (*ClaimLedgerReentrancyGuardReentrantCall, error) {
	out := new(ClaimLedgerReentrancyGuardReentrantCall)
	if err := claimLedger.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerRoleMissing represents a RoleMissing error raised by the ClaimLedger contract.
type ClaimLedgerRoleMissing struct {
	Role    uint64
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RoleMissing(uint64 role, address account)
func ClaimLedgerRoleMissingErrorID() common.Hash {
	return common.HexToHash("0x4c0860f77dad7e002cf2b654b3105c358463bdafac770feca61cd8586bdc613b")
}

// UnpackRoleMissingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RoleMissing(uint64 role, address account)
func (claimLedger *ClaimLedger) UnpackRoleMissingError(raw []byte) (*ClaimLedgerRoleMissing, error) {
	out := new(ClaimLedgerRoleMissing)
	if err := claimLedger.abi.UnpackIntoInterface(out, "RoleMissing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the ClaimLedger contract.
type ClaimLedgerSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func ClaimLedgerSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (claimLedger *ClaimLedger) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*ClaimLedgerSafeCastOverflowedUintDowncast, error) {
	out := new(ClaimLedgerSafeCastOverflowedUintDowncast)
	if err := claimLedger.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerStringTooLong represents a StringTooLong error raised by the ClaimLedger contract.
type ClaimLedgerStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func ClaimLedgerStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (claimLedger *ClaimLedger) UnpackStringTooLongError(raw []byte) (*ClaimLedgerStringTooLong, error) {
	out := new(ClaimLedgerStringTooLong)
	if err := claimLedger.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerSubmissionEmpty represents a SubmissionEmpty error raised by the ClaimLedger contract.
type ClaimLedgerSubmissionEmpty struct {
	Provider uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SubmissionEmpty(uint32 provider)
func ClaimLedgerSubmissionEmptyErrorID() common.Hash {
	return common.HexToHash("0x20a975d7f329c5157895f82384743536843adcf519638453a5e9d3b02b796aed")
}

// UnpackSubmissionEmptyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SubmissionEmpty(uint32 provider)
func (claimLedger *ClaimLedger) UnpackSubmissionEmptyError(raw []byte) (*ClaimLedgerSubmissionEmpty, error) {
	out := new(ClaimLedgerSubmissionEmpty)
	if err := claimLedger.abi.UnpackIntoInterface(out, "SubmissionEmpty", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerSubmissionExpired represents a SubmissionExpired error raised by the ClaimLedger contract.
type ClaimLedgerSubmissionExpired struct {
	Provider uint32
	Deadline uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SubmissionExpired(uint32 provider, uint64 deadline)
func ClaimLedgerSubmissionExpiredErrorID() common.Hash {
	return common.HexToHash("0xbd1890a56f9fa2dd2d08544f53407f384cfa628f9f782515704e17a9c2be331a")
}

// UnpackSubmissionExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SubmissionExpired(uint32 provider, uint64 deadline)
func (claimLedger *ClaimLedger) UnpackSubmissionExpiredError(raw []byte) (*ClaimLedgerSubmissionExpired, error) {
	out := new(ClaimLedgerSubmissionExpired)
	if err := claimLedger.abi.UnpackIntoInterface(out, "SubmissionExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerSubmissionSequenceInvalid represents a SubmissionSequenceInvalid error raised by the ClaimLedger contract.
type ClaimLedgerSubmissionSequenceInvalid struct {
	Provider uint32
	Expected uint64
	Given    uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SubmissionSequenceInvalid(uint32 provider, uint64 expected, uint64 given)
func ClaimLedgerSubmissionSequenceInvalidErrorID() common.Hash {
	return common.HexToHash("0xef79cf1b2f7078975b2bc8464bcd2371a5d8001992dce020ba36d7994049a424")
}

// UnpackSubmissionSequenceInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SubmissionSequenceInvalid(uint32 provider, uint64 expected, uint64 given)
func (claimLedger *ClaimLedger) UnpackSubmissionSequenceInvalidError(raw []byte) (*ClaimLedgerSubmissionSequenceInvalid, error) {
	out := new(ClaimLedgerSubmissionSequenceInvalid)
	if err := claimLedger.abi.UnpackIntoInterface(out, "SubmissionSequenceInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ClaimLedgerSubmissionSignatureInvalid represents a SubmissionSignatureInvalid error raised by the ClaimLedger contract.
type ClaimLedgerSubmissionSignatureInvalid struct {
	Provider uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SubmissionSignatureInvalid(uint32 provider)
func ClaimLedgerSubmissionSignatureInvalidErrorID() common.Hash {
	return common.HexToHash("0xf10233ce46820983bcad52b30eabf5bb590385bdc613bdb9cbe5d877c09ede00")
}

// UnpackSubmissionSignatureInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SubmissionSignatureInvalid(uint32 provider)
func (claimLedger *ClaimLedger) UnpackSubmissionSignatureInvalidError(raw []byte) (*ClaimLedgerSubmissionSignatureInvalid, error) {
	out := new(ClaimLedgerSubmissionSignatureInvalid)
	if err := claimLedger.abi.UnpackIntoInterface(out, "SubmissionSignatureInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesMetaData contains all meta data concerning the Coverages contract.
var CoveragesMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"manager\",\"type\":\"address\"},{\"internalType\":\"contractIPlans\",\"name\":\"plans\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"given\",\"type\":\"address\"}],\"name\":\"AddressInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"}],\"name\":\"CoverageAlreadyEnrolled\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"}],\"name\":\"CoverageYearNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"offset\",\"type\":\"uint256\"}],\"name\":\"EncodingMalformed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"familyYear\",\"type\":\"uint32\"}],\"name\":\"FamilyYearNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"InsurerNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"}],\"name\":\"PlanNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"role\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"RoleMissing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint24\",\"name\":\"startDay\",\"type\":\"uint24\"},{\"internalType\":\"uint24\",\"name\":\"endDay\",\"type\":\"uint24\"}],\"name\":\"SpanInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"position\",\"type\":\"uint256\"}],\"name\":\"TableNotAscending\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint24\",\"name\":\"startDay\",\"type\":\"uint24\"},{\"indexed\":false,\"internalType\":\"uint24\",\"name\":\"endDay\",\"type\":\"uint24\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"family\",\"type\":\"uint32\"}],\"name\":\"CoverageEnrolled\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"}],\"name\":\"coverageYearOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"},{\"internalType\":\"uint24\",\"name\":\"startDay\",\"type\":\"uint24\"},{\"internalType\":\"uint24\",\"name\":\"endDay\",\"type\":\"uint24\"},{\"internalType\":\"uint32\",\"name\":\"family\",\"type\":\"uint32\"},{\"internalType\":\"uint40\",\"name\":\"deductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"outOfPocketCents\",\"type\":\"uint40\"}],\"internalType\":\"structICoverages.CoverageYear\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"components\":[{\"internalType\":\"uint64\",\"name\":\"coverageYear\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"},{\"internalType\":\"uint24\",\"name\":\"startDay\",\"type\":\"uint24\"},{\"internalType\":\"uint24\",\"name\":\"endDay\",\"type\":\"uint24\"},{\"internalType\":\"uint32\",\"name\":\"family\",\"type\":\"uint32\"}],\"internalType\":\"structICoverages.Enrolment[]\",\"name\":\"enrolments\",\"type\":\"tuple[]\"}],\"name\":\"enrol\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"familyYear\",\"type\":\"uint32\"}],\"name\":\"familyYearOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint40\",\"name\":\"deductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"outOfPocketCents\",\"type\":\"uint40\"}],\"internalType\":\"structICoverages.FamilyYear\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"bytes\",\"name\":\"coverageTable\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"familyTable\",\"type\":\"bytes\"}],\"name\":\"load\",\"outputs\":[{\"internalType\":\"uint256[]\",\"name\":\"coverageWords\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256[]\",\"name\":\"familyWords\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"bytes\",\"name\":\"coverageTable\",\"type\":\"bytes\"},{\"internalType\":\"bytes\",\"name\":\"familyTable\",\"type\":\"bytes\"},{\"internalType\":\"uint256[]\",\"name\":\"coverageWords\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256[]\",\"name\":\"familyWords\",\"type\":\"uint256[]\"}],\"name\":\"post\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "a12b1423b4e78aac26cbf2d44164ecf461",
	Bin: "0x60c0346100ae57601f6112c838819003918201601f19168301916001600160401b038311848410176100b25780849260409485528339810103126100ae5780516001600160a01b038116918282036100ae5760200151916001600160a01b038316908184036100ae5761007461007c936100c6565b6080526100c6565b60a0526040516111d790816100f182396080518181816101220152818161068a0152610b6c015260a051816104e00152f35b5f80fd5b634e487b7160e01b5f52604160045260245ffd5b803b156100d05750565b638641435160e01b5f9081526001600160a01b0391909116600452602490fdfe60806040526004361015610011575f80fd5b5f3560e01c80634f86f6ca14610a7c57806357044b9f1461089557806376c15f2e1461076d57806390097b9e146106ae578063bf7e214f1461065e5763f8ea7c681461005b575f80fd5b3461058557604060031936011261058557610074610e5b565b60243567ffffffffffffffff811161058557366023820112156105855767ffffffffffffffff8160040135116105855736602460a0836004013502830101116105855763ffffffff82161561062c57604080517fd1f856ee000000000000000000000000000000000000000000000000000000008152600464ffffffff00600886901b168117908201819052336024830152918160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015610591575f915f916105e2575b50816105d3575b50156105a457505f905f5b8160040135811061017257005b61018f60206101898385600401356024870161102b565b0161103b565b63ffffffff811663ffffffff8516811480159061059c575b610493575b50506101c08183600401356024850161102b565b62ffffff6101d0604083016110f9565b1615801561046b575b61041c5767ffffffffffffffff6101ef82611109565b166bffffffff00000000000000008660401b1617805f525f60205260405f20546103de5790600192916dffffffff000000000000000000006102336020840161103b565b60501b1670ffffff0000000000000000000000000000610255604085016110f9565b60701b161773ffffff000000000000000000000000000000000061027b606085016110f9565b60881b161777ffffffff00000000000000000000000000000000000000006102a56080850161103b565b60a01b1617905f525f60205260405f205563ffffffff6102c76080830161103b565b1661036a575b67ffffffffffffffff6102df82611109565b63ffffffff6102f06020850161103b565b9362ffffff610301604083016110f9565b918161031b6080610314606085016110f9565b930161103b565b93856040519916895216602088015216604086015216606084015216907fd12ae1b390a783d6058ae57ac03e2b9a51a67176d44d8cb33ec024acce0b498b608063ffffffff891692a301610165565b63ffffffff61037b6080830161103b565b1667ffffffff000000008760201b1617805f528360205260405f2054156103a3575b506102cd565b77ffffffff00000000000000000000000000000000000000006103c86080840161103b565b60a01b16905f528360205260405f20555f61039d565b67ffffffffffffffff6103f083611109565b7f2328e7bc000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b8062ffffff61043a606061043360408496016110f9565b93016110f9565b917fff776f06000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b50610478604082016110f9565b62ffffff80610489606085016110f9565b16911610156101d9565b909193506040517f230e8f5d00000000000000000000000000000000000000000000000000000000815281600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa908115610591575f91610554575b5063ffffffff8087169116036105295750915f806101ac565b7f224362a8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90506020813d8211610589575b8161056e60209383610fa2565b810103126105855761057f9061104c565b5f610510565b5f80fd5b3d9150610561565b6040513d5f823e3d90fd5b5082156101a7565b7f4c0860f7000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b63ffffffff915016155f61015a565b9150506040813d604011610624575b816105fe60409383610fa2565b8101031261058557805190811515820361058557602061061e910161104c565b5f610153565b3d91506105f1565b63ffffffff827fe177d117000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b34610585575f60031936011261058557602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610585576040600319360112610585576106c7610e5b565b6024359063ffffffff82168092036105855767ffffffff0000000082916106ec611013565b5060201b16175f52600160205260405f205480156107415760409061070f611013565b5064ffffffffff80821691816020855161072881610f86565b858152019160281c168152835192835251166020820152f35b507f9183e555000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3461058557604060031936011261058557610786610e5b565b6024359067ffffffffffffffff8216809203610585576bffffffff000000000000000082916107b3610fe3565b5060401b16175f525f60205260405f205480156108695760c0906107d5610fe3565b5064ffffffffff63ffffffff8260501c1691816040516107f481610f3d565b84815263ffffffff6020820162ffffff8560701c16815262ffffff60408401818760881c168152816060860193858960a01c1685528760a06080890198828c168a52019960281c1689526040519a8b52511660208a0152511660408801525116606086015251166080840152511660a0820152f35b507f6d0d4e83000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34610585576060600319360112610585576108ae610e5b565b60243567ffffffffffffffff8111610585576108ce903690600401610e6e565b9060443567ffffffffffffffff8111610585576108ef903690600401610e6e565b939092600a8106610a5157929392610909600a8204611096565b925f925f966bffffffff00000000000000008260401b16975b865181101561099a5761093681868661105d565b9586111580610991575b61096657600190868a175f525f60205260405f205461095f828a6110e5565b5201610922565b7ff39b645d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50801515610940565b8683838a60038116610a51579192916109b6600282901c611096565b915f9167ffffffff000000005f9660201b16955b8451811015610a235763ffffffff6109e96001830160021b848661111e565b169384111580610a1a575b610966576001908488175f528160205260405f2054610a1382886110e5565b52016109ca565b508015156109f4565b610a3f86610a4d87604051938493604085526040850190610ecd565b908382036020850152610ecd565b0390f35b7f55ec0c30000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346105855760a060031936011261058557610a95610e5b565b60243567ffffffffffffffff811161058557610ab5903690600401610e6e565b919060443567ffffffffffffffff811161058557610ad7903690600401610e6e565b60643567ffffffffffffffff811161058557610af7903690600401610e9c565b959060843567ffffffffffffffff811161058557610b19903690600401610e9c565b9790956040517fd1f856ee0000000000000000000000000000000000000000000000000000000081526001600482015233602482015260408160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015610591575f915f91610e11575b5081610e02575b5015610dd157600a8202828104600a1483151715610d78578403610da5578860021b8981046004148a151715610d78578503610d4c57925f989798906bffffffff00000000000000008a60401b16915b838110610cb65750505050505067ffffffff000000005f9560201b16945b848110610c1b57005b60019063ffffffff610c3383830160021b858761111e565b168717610c41828888610f00565b3590805f528360205269ffffffffffffffffffff60405f205492167fffffffffffffffffffffffffffffffffffffffffffff00000000000000000000831617918015159081610cab575b50610c99575b505001610c12565b5f528260205260405f20558780610c91565b90508214158a610c8b565b80610cc760019284899e9d9e61105d565b8417610cd4828789610f00565b3590805f525f60205269ffffffffffffffffffff60405f205492167fffffffffffffffffffffffffffffffffffffffffffff00000000000000000000831617918015159081610d41575b50610d2f575b505001999899610bf4565b5f525f60205260405f20558c80610d24565b90508214158f610d1e565b847f55ec0c30000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b837f55ec0c30000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f4c0860f7000000000000000000000000000000000000000000000000000000005f5260016004523360245260445ffd5b63ffffffff915016158a610ba4565b9150506040813d604011610e53575b81610e2d60409383610fa2565b81010312610585578051908115158203610585576020610e4d910161104c565b8b610b9d565b3d9150610e20565b6004359063ffffffff8216820361058557565b9181601f840112156105855782359167ffffffffffffffff8311610585576020838186019501011161058557565b9181601f840112156105855782359167ffffffffffffffff8311610585576020808501948460051b01011161058557565b90602080835192838152019201905f5b818110610eea5750505090565b8251845260209384019390920191600101610edd565b9190811015610f105760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b60c0810190811067ffffffffffffffff821117610f5957604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6040810190811067ffffffffffffffff821117610f5957604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117610f5957604052565b60405190610ff082610f3d565b5f60a0838281528260208201528260408201528260608201528260808201520152565b6040519061102082610f86565b5f6020838281520152565b9190811015610f105760a0020190565b3563ffffffff811681036105855790565b519063ffffffff8216820361058557565b61107791600a600167ffffffffffffffff9501029161111e565b60101c1690565b67ffffffffffffffff8111610f595760051b60200190565b906110a08261107e565b6110ad6040519182610fa2565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06110db829461107e565b0190602036910137565b8051821015610f105760209160051b010190565b3562ffffff811681036105855790565b3567ffffffffffffffff811681036105855790565b90602083108061118b5750807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08401116105855760207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08482940101938492030181010312610585573590565b92919082116105855735916111a6575b60031b610100031c90565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8260200360031b1b169061119b56",
}

// Coverages is an auto generated Go binding around an Ethereum contract.
type Coverages struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Coverages) GetABI() abi.ABI {
	return c.abi
}

// NewCoverages creates a new instance of Coverages.
func NewCoverages() *Coverages {
	parsed, err := CoveragesMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Coverages{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Coverages) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address manager, address plans) returns()
func (coverages *Coverages) PackConstructor(manager common.Address, plans common.Address) []byte {
	enc, err := coverages.abi.Pack("", manager, plans)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (coverages *Coverages) PackAuthority() []byte {
	enc, err := coverages.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (coverages *Coverages) TryPackAuthority() ([]byte, error) {
	return coverages.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (coverages *Coverages) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := coverages.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackCoverageYearOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x76c15f2e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function coverageYearOf(uint32 insurer, uint64 coverageYear) view returns((uint32,uint24,uint24,uint32,uint40,uint40))
func (coverages *Coverages) PackCoverageYearOf(insurer uint32, coverageYear uint64) []byte {
	enc, err := coverages.abi.Pack("coverageYearOf", insurer, coverageYear)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCoverageYearOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x76c15f2e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function coverageYearOf(uint32 insurer, uint64 coverageYear) view returns((uint32,uint24,uint24,uint32,uint40,uint40))
func (coverages *Coverages) TryPackCoverageYearOf(insurer uint32, coverageYear uint64) ([]byte, error) {
	return coverages.abi.Pack("coverageYearOf", insurer, coverageYear)
}

// UnpackCoverageYearOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x76c15f2e.
//
// Solidity: function coverageYearOf(uint32 insurer, uint64 coverageYear) view returns((uint32,uint24,uint24,uint32,uint40,uint40))
func (coverages *Coverages) UnpackCoverageYearOf(data []byte) (ICoveragesCoverageYear, error) {
	out, err := coverages.abi.Unpack("coverageYearOf", data)
	if err != nil {
		return *new(ICoveragesCoverageYear), err
	}
	out0 := *abi.ConvertType(out[0], new(ICoveragesCoverageYear)).(*ICoveragesCoverageYear)
	return out0, nil
}

// PackEnrol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf8ea7c68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function enrol(uint32 insurer, (uint64,uint32,uint24,uint24,uint32)[] enrolments) returns()
func (coverages *Coverages) PackEnrol(insurer uint32, enrolments []ICoveragesEnrolment) []byte {
	enc, err := coverages.abi.Pack("enrol", insurer, enrolments)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEnrol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf8ea7c68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function enrol(uint32 insurer, (uint64,uint32,uint24,uint24,uint32)[] enrolments) returns()
func (coverages *Coverages) TryPackEnrol(insurer uint32, enrolments []ICoveragesEnrolment) ([]byte, error) {
	return coverages.abi.Pack("enrol", insurer, enrolments)
}

// PackFamilyYearOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x90097b9e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function familyYearOf(uint32 insurer, uint32 familyYear) view returns((uint40,uint40))
func (coverages *Coverages) PackFamilyYearOf(insurer uint32, familyYear uint32) []byte {
	enc, err := coverages.abi.Pack("familyYearOf", insurer, familyYear)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFamilyYearOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x90097b9e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function familyYearOf(uint32 insurer, uint32 familyYear) view returns((uint40,uint40))
func (coverages *Coverages) TryPackFamilyYearOf(insurer uint32, familyYear uint32) ([]byte, error) {
	return coverages.abi.Pack("familyYearOf", insurer, familyYear)
}

// UnpackFamilyYearOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x90097b9e.
//
// Solidity: function familyYearOf(uint32 insurer, uint32 familyYear) view returns((uint40,uint40))
func (coverages *Coverages) UnpackFamilyYearOf(data []byte) (ICoveragesFamilyYear, error) {
	out, err := coverages.abi.Unpack("familyYearOf", data)
	if err != nil {
		return *new(ICoveragesFamilyYear), err
	}
	out0 := *abi.ConvertType(out[0], new(ICoveragesFamilyYear)).(*ICoveragesFamilyYear)
	return out0, nil
}

// PackLoad is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x57044b9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function load(uint32 insurer, bytes coverageTable, bytes familyTable) view returns(uint256[] coverageWords, uint256[] familyWords)
func (coverages *Coverages) PackLoad(insurer uint32, coverageTable []byte, familyTable []byte) []byte {
	enc, err := coverages.abi.Pack("load", insurer, coverageTable, familyTable)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLoad is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x57044b9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function load(uint32 insurer, bytes coverageTable, bytes familyTable) view returns(uint256[] coverageWords, uint256[] familyWords)
func (coverages *Coverages) TryPackLoad(insurer uint32, coverageTable []byte, familyTable []byte) ([]byte, error) {
	return coverages.abi.Pack("load", insurer, coverageTable, familyTable)
}

// LoadOutput serves as a container for the return parameters of contract
// method Load.
type LoadOutput struct {
	CoverageWords []*big.Int
	FamilyWords   []*big.Int
}

// UnpackLoad is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x57044b9f.
//
// Solidity: function load(uint32 insurer, bytes coverageTable, bytes familyTable) view returns(uint256[] coverageWords, uint256[] familyWords)
func (coverages *Coverages) UnpackLoad(data []byte) (LoadOutput, error) {
	out, err := coverages.abi.Unpack("load", data)
	outstruct := new(LoadOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.CoverageWords = *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	outstruct.FamilyWords = *abi.ConvertType(out[1], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackPost is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f86f6ca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function post(uint32 insurer, bytes coverageTable, bytes familyTable, uint256[] coverageWords, uint256[] familyWords) returns()
func (coverages *Coverages) PackPost(insurer uint32, coverageTable []byte, familyTable []byte, coverageWords []*big.Int, familyWords []*big.Int) []byte {
	enc, err := coverages.abi.Pack("post", insurer, coverageTable, familyTable, coverageWords, familyWords)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPost is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f86f6ca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function post(uint32 insurer, bytes coverageTable, bytes familyTable, uint256[] coverageWords, uint256[] familyWords) returns()
func (coverages *Coverages) TryPackPost(insurer uint32, coverageTable []byte, familyTable []byte, coverageWords []*big.Int, familyWords []*big.Int) ([]byte, error) {
	return coverages.abi.Pack("post", insurer, coverageTable, familyTable, coverageWords, familyWords)
}

// CoveragesCoverageEnrolled represents a CoverageEnrolled event raised by the Coverages contract.
type CoveragesCoverageEnrolled struct {
	Insurer      uint32
	CoverageYear uint64
	Plan         uint32
	StartDay     *big.Int
	EndDay       *big.Int
	Family       uint32
	Raw          *types.Log // Blockchain specific contextual infos
}

const CoveragesCoverageEnrolledEventName = "CoverageEnrolled"

// ContractEventName returns the user-defined event name.
func (CoveragesCoverageEnrolled) ContractEventName() string {
	return CoveragesCoverageEnrolledEventName
}

// UnpackCoverageEnrolledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CoverageEnrolled(uint32 indexed insurer, uint64 indexed coverageYear, uint32 plan, uint24 startDay, uint24 endDay, uint32 family)
func (coverages *Coverages) UnpackCoverageEnrolledEvent(log *types.Log) (*CoveragesCoverageEnrolled, error) {
	event := "CoverageEnrolled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != coverages.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CoveragesCoverageEnrolled)
	if len(log.Data) > 0 {
		if err := coverages.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range coverages.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (coverages *Coverages) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], coverages.abi.Errors["AddressInvalid"].ID.Bytes()[:4]) {
		return coverages.UnpackAddressInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["CoverageAlreadyEnrolled"].ID.Bytes()[:4]) {
		return coverages.UnpackCoverageAlreadyEnrolledError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["CoverageYearNotFound"].ID.Bytes()[:4]) {
		return coverages.UnpackCoverageYearNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["EncodingMalformed"].ID.Bytes()[:4]) {
		return coverages.UnpackEncodingMalformedError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["FamilyYearNotFound"].ID.Bytes()[:4]) {
		return coverages.UnpackFamilyYearNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["InsurerNotFound"].ID.Bytes()[:4]) {
		return coverages.UnpackInsurerNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["PlanNotFound"].ID.Bytes()[:4]) {
		return coverages.UnpackPlanNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["RoleMissing"].ID.Bytes()[:4]) {
		return coverages.UnpackRoleMissingError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["SpanInvalid"].ID.Bytes()[:4]) {
		return coverages.UnpackSpanInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], coverages.abi.Errors["TableNotAscending"].ID.Bytes()[:4]) {
		return coverages.UnpackTableNotAscendingError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// CoveragesAddressInvalid represents a AddressInvalid error raised by the Coverages contract.
type CoveragesAddressInvalid struct {
	Given common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressInvalid(address given)
func CoveragesAddressInvalidErrorID() common.Hash {
	return common.HexToHash("0x864143512e65642490f2486d549a874b47523a196bba4dd6972a331e5c8ee548")
}

// UnpackAddressInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressInvalid(address given)
func (coverages *Coverages) UnpackAddressInvalidError(raw []byte) (*CoveragesAddressInvalid, error) {
	out := new(CoveragesAddressInvalid)
	if err := coverages.abi.UnpackIntoInterface(out, "AddressInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesCoverageAlreadyEnrolled represents a CoverageAlreadyEnrolled error raised by the Coverages contract.
type CoveragesCoverageAlreadyEnrolled struct {
	CoverageYear uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CoverageAlreadyEnrolled(uint64 coverageYear)
func CoveragesCoverageAlreadyEnrolledErrorID() common.Hash {
	return common.HexToHash("0x2328e7bc0c6cd63819406796c0bb12361b055baa3b4f39595d8596831f2df5be")
}

// UnpackCoverageAlreadyEnrolledError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CoverageAlreadyEnrolled(uint64 coverageYear)
func (coverages *Coverages) UnpackCoverageAlreadyEnrolledError(raw []byte) (*CoveragesCoverageAlreadyEnrolled, error) {
	out := new(CoveragesCoverageAlreadyEnrolled)
	if err := coverages.abi.UnpackIntoInterface(out, "CoverageAlreadyEnrolled", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesCoverageYearNotFound represents a CoverageYearNotFound error raised by the Coverages contract.
type CoveragesCoverageYearNotFound struct {
	CoverageYear uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CoverageYearNotFound(uint64 coverageYear)
func CoveragesCoverageYearNotFoundErrorID() common.Hash {
	return common.HexToHash("0x6d0d4e8327b7782666d188ff33d40e6a4cef1b11e211988b3a3ccbb809b7d057")
}

// UnpackCoverageYearNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CoverageYearNotFound(uint64 coverageYear)
func (coverages *Coverages) UnpackCoverageYearNotFoundError(raw []byte) (*CoveragesCoverageYearNotFound, error) {
	out := new(CoveragesCoverageYearNotFound)
	if err := coverages.abi.UnpackIntoInterface(out, "CoverageYearNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesEncodingMalformed represents a EncodingMalformed error raised by the Coverages contract.
type CoveragesEncodingMalformed struct {
	Offset *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EncodingMalformed(uint256 offset)
func CoveragesEncodingMalformedErrorID() common.Hash {
	return common.HexToHash("0x55ec0c30f3ac5f68f39cc9b58eda469767e9b1527e553222c6978ef7c0bdd8b9")
}

// UnpackEncodingMalformedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EncodingMalformed(uint256 offset)
func (coverages *Coverages) UnpackEncodingMalformedError(raw []byte) (*CoveragesEncodingMalformed, error) {
	out := new(CoveragesEncodingMalformed)
	if err := coverages.abi.UnpackIntoInterface(out, "EncodingMalformed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesFamilyYearNotFound represents a FamilyYearNotFound error raised by the Coverages contract.
type CoveragesFamilyYearNotFound struct {
	FamilyYear uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FamilyYearNotFound(uint32 familyYear)
func CoveragesFamilyYearNotFoundErrorID() common.Hash {
	return common.HexToHash("0x9183e5559b91701f1488ae1c49abe2e8c23f4388eada0ee62e062528c6de8dc9")
}

// UnpackFamilyYearNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FamilyYearNotFound(uint32 familyYear)
func (coverages *Coverages) UnpackFamilyYearNotFoundError(raw []byte) (*CoveragesFamilyYearNotFound, error) {
	out := new(CoveragesFamilyYearNotFound)
	if err := coverages.abi.UnpackIntoInterface(out, "FamilyYearNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesInsurerNotFound represents a InsurerNotFound error raised by the Coverages contract.
type CoveragesInsurerNotFound struct {
	Insurer uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func CoveragesInsurerNotFoundErrorID() common.Hash {
	return common.HexToHash("0xe177d1172ef6cec34f5bb918f6bbfd5612135338adb6a3424d60a317d145f5d7")
}

// UnpackInsurerNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func (coverages *Coverages) UnpackInsurerNotFoundError(raw []byte) (*CoveragesInsurerNotFound, error) {
	out := new(CoveragesInsurerNotFound)
	if err := coverages.abi.UnpackIntoInterface(out, "InsurerNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesPlanNotFound represents a PlanNotFound error raised by the Coverages contract.
type CoveragesPlanNotFound struct {
	Plan uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PlanNotFound(uint32 plan)
func CoveragesPlanNotFoundErrorID() common.Hash {
	return common.HexToHash("0x224362a8265d2afd3b83ae193143d052bb21f39db790c89dd458d8398102ac03")
}

// UnpackPlanNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PlanNotFound(uint32 plan)
func (coverages *Coverages) UnpackPlanNotFoundError(raw []byte) (*CoveragesPlanNotFound, error) {
	out := new(CoveragesPlanNotFound)
	if err := coverages.abi.UnpackIntoInterface(out, "PlanNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesRoleMissing represents a RoleMissing error raised by the Coverages contract.
type CoveragesRoleMissing struct {
	Role    uint64
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RoleMissing(uint64 role, address account)
func CoveragesRoleMissingErrorID() common.Hash {
	return common.HexToHash("0x4c0860f77dad7e002cf2b654b3105c358463bdafac770feca61cd8586bdc613b")
}

// UnpackRoleMissingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RoleMissing(uint64 role, address account)
func (coverages *Coverages) UnpackRoleMissingError(raw []byte) (*CoveragesRoleMissing, error) {
	out := new(CoveragesRoleMissing)
	if err := coverages.abi.UnpackIntoInterface(out, "RoleMissing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesSpanInvalid represents a SpanInvalid error raised by the Coverages contract.
type CoveragesSpanInvalid struct {
	StartDay *big.Int
	EndDay   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SpanInvalid(uint24 startDay, uint24 endDay)
func CoveragesSpanInvalidErrorID() common.Hash {
	return common.HexToHash("0xff776f069dc6769955dd209a92ccaaddcb53f5f9801732d70d47ecf386a7d7c2")
}

// UnpackSpanInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SpanInvalid(uint24 startDay, uint24 endDay)
func (coverages *Coverages) UnpackSpanInvalidError(raw []byte) (*CoveragesSpanInvalid, error) {
	out := new(CoveragesSpanInvalid)
	if err := coverages.abi.UnpackIntoInterface(out, "SpanInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CoveragesTableNotAscending represents a TableNotAscending error raised by the Coverages contract.
type CoveragesTableNotAscending struct {
	Position *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TableNotAscending(uint256 position)
func CoveragesTableNotAscendingErrorID() common.Hash {
	return common.HexToHash("0xf39b645d73d6d0931c7e38d13ff988d247307a7ef35160ac9cf812d0f251196d")
}

// UnpackTableNotAscendingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TableNotAscending(uint256 position)
func (coverages *Coverages) UnpackTableNotAscendingError(raw []byte) (*CoveragesTableNotAscending, error) {
	out := new(CoveragesTableNotAscending)
	if err := coverages.abi.UnpackIntoInterface(out, "TableNotAscending", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowMetaData contains all meta data concerning the Escrow contract.
var EscrowMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"manager\",\"type\":\"address\"},{\"internalType\":\"contractIOrganizations\",\"name\":\"organizations\",\"type\":\"address\"},{\"internalType\":\"contractIERC20Metadata\",\"name\":\"settlementToken\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"given\",\"type\":\"address\"}],\"name\":\"AddressInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"expected\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"received\",\"type\":\"uint256\"}],\"name\":\"DepositMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"available\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"requested\",\"type\":\"uint256\"}],\"name\":\"FundsInsufficient\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"available\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"requested\",\"type\":\"uint256\"}],\"name\":\"GasInsufficient\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"InsurerNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"NothingOwed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"ProviderNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"role\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"RoleMissing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"TokenInvalid\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"}],\"name\":\"Deposited\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"cents\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"}],\"name\":\"OwedReleased\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"cents\",\"type\":\"uint256\"}],\"name\":\"PayoutOwed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"cents\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"}],\"name\":\"PayoutReleased\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"}],\"name\":\"Withdrawn\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"TRANSFER_GAS\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"}],\"name\":\"deposit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isSolvent\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"owedOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"cents\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"batch\",\"type\":\"uint32\"},{\"internalType\":\"uint32[]\",\"name\":\"providers\",\"type\":\"uint32[]\"},{\"internalType\":\"uint256[]\",\"name\":\"cents\",\"type\":\"uint256[]\"}],\"name\":\"payBatch\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"releaseOwed\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"tokenUnitsPerCent\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"totalOwedOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"cents\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "2f94a71a81b891298d0576b3849a4b1892",
	Bin: "0x61010080604052346101c8576060816119e5803803809161002082856101f1565b8339810103126101c85780516001600160a01b038116908181036101c8576020830151926001600160a01b038416908185036101c857604001516001600160a01b03811693908490036101c85761007961008193610228565b608052610228565b803b156101df5760405163313ce56760e01b8152602081600481855afa80156101d4575f90610193575b60ff91501691600283108015610189575b6101765760a05260c0526001190160ff81116101625760ff16604d811161016257600a0a60e052604051611792908161025382396080518181816101cd015281816106cc0152610791015260a05181818161038001528181610ab0015261102f015260c05181818160cc015281816108d401528181610ae80152818161118b0152611697015260e0518181816103e001528181610ed40152818161121301526115cd0152f35b634e487b7160e01b5f52601160045260245ffd5b5063d4c6aa8160e01b5f5260045260245ffd5b50601e83116100bc565b506020813d6020116101cc575b816101ad602093836101f1565b810103126101c8575160ff811681036101c85760ff906100ab565b5f80fd5b3d91506101a0565b6040513d5f823e3d90fd5b63d4c6aa8160e01b5f5260045260245ffd5b601f909101601f19168101906001600160401b0382119082101761021457604052565b634e487b7160e01b5f52604160045260245ffd5b803b156102325750565b638641435160e01b5f9081526001600160a01b0391909116600452602490fdfe6080806040526004361015610012575f80fd5b5f3560e01c9081630706108b1461127d575080633ffc5092146112365780635b3ffc45146111fc5780635ce239501461113257806364fdec9514610e755780638cca8bb414610e3d578063aaf1039814610a3a578063b4da00c2146106f0578063bf7e214f146106a0578063c5ca618a14610111578063ce82a930146100f45763fc0c546a146100a0575f80fd5b346100f0575f6003193601126100f057602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b346100f0575f6003193601126100f0576020604051620249f08152f35b346100f05760806003193601126100f05761012a6112c4565b6101326112d7565b60443567ffffffffffffffff81116100f0576101529036906004016112ea565b909160643567ffffffffffffffff81116100f0576101749036906004016112ea565b9361017d61142c565b6040517fd1f856ee0000000000000000000000000000000000000000000000000000000081526002600482015233602482015260408160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa80156105d9575f915f91610651575b5081610642575b50156106115763ffffffff861691825f52600160205260405f2093604051946040860186811067ffffffffffffffff8211176105e45760405254966fffffffffffffffffffffffffffffffff881696878752602087019860801c89525f5b8181106102f7575f87815260016020526040902088518b5160801b7fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff919091169081179091556102d0906102c9908b61139c565b5f5461139c565b5f555f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b6103028184876113ef565b35610310575b600101610263565b61031b8183886113ef565b3563ffffffff81168091036100f0576103358285886113ef565b35604051907f7f98d5cb00000000000000000000000000000000000000000000000000000000825282600483015260208260248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9182156105d9575f926105a9575b5073ffffffffffffffffffffffffffffffffffffffff82161561057d579089878f8f90948e8760019998976104057f00000000000000000000000000000000000000000000000000000000000000008561135c565b946104376fffffffffffffffffffffffffffffffff8551166fffffffffffffffffffffffffffffffff835116906115c6565b8611158061056d575b156104de57505050827f290624a3369f332312d664672eedcff40cfcc6631bdb4d95823a44a8771ac5539492826fffffffffffffffffffffffffffffffff61049b61049663ffffffff98836104d398511661139c565b6114a0565b16905260405194859416978460409194939273ffffffffffffffffffffffffffffffffffffffff606083019616825260208201520152565b0390a45b9050610308565b9380985061051592975067ffffffff0000000096506104969195506fffffffffffffffffffffffffffffffff8094508551166113e2565b16905260201b16175f52600260205260405f206105338282546113e2565b9055604051908152897ff65d8091f9fd311b18f715bee462b4ea8d1b6cd629e17620c3c6c8e891786ede602063ffffffff8a1693a46104d7565b50610578868a61160c565b610440565b827f92addf62000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6105cb91925060203d81116105d2575b6105c3818361131b565b8101906113a9565b908e6103b0565b503d6105b9565b6040513d5f823e3d90fd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b7f4c0860f7000000000000000000000000000000000000000000000000000000005f5260026004523360245260445ffd5b63ffffffff9150161587610205565b9150506040813d604011610698575b8161066d6040938361131b565b810103126100f0576020610680826113d5565b9101519063ffffffff821682036100f05790886101fe565b3d9150610660565b346100f0575f6003193601126100f057602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346100f05760606003193601126100f0576107096112c4565b60243573ffffffffffffffffffffffffffffffffffffffff8116908181036100f0576044359161073761142c565b63ffffffff8416938415610a0e57604080517fd1f856ee00000000000000000000000000000000000000000000000000000000815260089290921b64ffffffff0016600317600483018190523360248401529190816044817f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff165afa80156105d9575f915f916109bf575b50816109b0575b5015610981575080158015610978575b61094d57835f52600160205260405f209384546108216fffffffffffffffffffffffffffffffff82169160801c826115c6565b80861161091d57506108cf6108f89661085e610496887f5c6cb62f1dccb645b4dc1bc22f6171f1824466692b5d16052431efc8059d4a819561139c565b906fffffffffffffffffffffffffffffffff82167fffffffffffffffffffffffffffffffff000000000000000000000000000000008254161790556108a4875f5461139c565b5f55604080518881526fffffffffffffffffffffffffffffffff909216602083015290918291820190565b0390a37f00000000000000000000000000000000000000000000000000000000000000006114fc565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b85907f8b4e692c000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f86414351000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b503081146107ee565b7f4c0860f7000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b63ffffffff91501615866107de565b9150506040813d604011610a06575b816109db6040938361131b565b810103126100f05760206109ee826113d5565b9101519063ffffffff821682036100f05790876107d7565b3d91506109ce565b847fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346100f05760406003193601126100f057610a536112c4565b60243590610a5f61142c565b63ffffffff604051917f5058d48d000000000000000000000000000000000000000000000000000000008352169081600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9081156105d9575f91610e03575b5015610dd8577f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff8116604051907f70a08231000000000000000000000000000000000000000000000000000000008252306004830152602082602481845afa9182156105d9575f92610da4575b50604051927f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024528560445260205f60648180855af19060015f5114821615610d85575b50836040525f60605215610d5a57826024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa80156105d9575f90610d26575b610c05925061139c565b828103610cf75750805f5260016020527f26fa97737b0a5a4e541d53bd215f11b102ae695eccd0c31b12643c041f508538610ccf60405f20610c5d610496866fffffffffffffffffffffffffffffffff8454166113e2565b906fffffffffffffffffffffffffffffffff82167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416179055610ca3855f546113e2565b5f55604080519586526fffffffffffffffffffffffffffffffff90911660208601523394918291820190565b0390a35f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b827fed554234000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506020823d602011610d52575b81610d406020938361131b565b810103126100f057610c059151610bfb565b3d9150610d33565b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001821516610d9b573b15153d15161686610bae565b843d5f823e3d90fd5b9091506020813d602011610dd0575b81610dc06020938361131b565b810103126100f057519085610b62565b3d9150610db3565b7fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90506020813d602011610e35575b81610e1e6020938361131b565b810103126100f057610e2f906113d5565b83610ae0565b3d9150610e11565b346100f05760206003193601126100f05763ffffffff610e5b6112c4565b165f526001602052602060405f205460801c604051908152f35b346100f05760406003193601126100f057610e8e6112c4565b610e966112d7565b90610e9f61142c565b63ffffffff821667ffffffff000000008260201b161791825f52600260205260405f20549283156110fa5763ffffffff610ef97f00000000000000000000000000000000000000000000000000000000000000008661135c565b931690815f52600160205260405f20906fffffffffffffffffffffffffffffffff82541680861161091d575090610fd1915f5260026020525f60408120556fffffffffffffffffffffffffffffffff610f58610496878385541661139c565b167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416178155610f9161049687835460801c61139c565b6fffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffffff0000000000000000000000000000000083549260801b169116179055565b610fdc835f5461139c565b5f5563ffffffff604051927f7f98d5cb000000000000000000000000000000000000000000000000000000008452169081600484015260208360248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9283156105d9575f936110d9575b5073ffffffffffffffffffffffffffffffffffffffff831630811461094d57506040805173ffffffffffffffffffffffffffffffffffffffff85168152602081019690965285018490526108f8947f9fbaffea4cb73099ecf11cde9f6a5bda49d0771e803c9d0b65725a5e2a4c70c89080606081016108cf565b6110f391935060203d6020116105d2576105c3818361131b565b918561105f565b5063ffffffff80927fde731bc5000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b346100f0575f6003193601126100f0576040517f70a0823100000000000000000000000000000000000000000000000000000000815230600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa80156105d9575f906111c9575b6020905f541115604051908152f35b506020813d6020116111f4575b816111e36020938361131b565b810103126100f057602090516111ba565b3d91506111d6565b346100f0575f6003193601126100f05760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346100f05760206003193601126100f05763ffffffff6112546112c4565b165f52600160205260206fffffffffffffffffffffffffffffffff60405f205416604051908152f35b346100f05760406003193601126100f0576020906112996112c4565b67ffffffff0000000063ffffffff6112af6112d7565b1691841b16175f526002825260405f20548152f35b6004359063ffffffff821682036100f057565b6024359063ffffffff821682036100f057565b9181601f840112156100f05782359167ffffffffffffffff83116100f0576020808501948460051b0101116100f057565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176105e457604052565b8181029291811591840414171561136f57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b9190820391821161136f57565b908160209103126100f0575173ffffffffffffffffffffffffffffffffffffffff811681036100f05790565b519081151582036100f057565b9190820180921161136f57565b91908110156113ff5760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c6114785760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b6fffffffffffffffffffffffffffffffff81116114cc576fffffffffffffffffffffffffffffffff1690565b7f6dfcc650000000000000000000000000000000000000000000000000000000005f52608060045260245260445ffd5b9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f51148216156115a5575b604052156115635750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b9060018115166115bd57823b15153d15161690611558565b503d5f823e3d90fd5b906115f2907f00000000000000000000000000000000000000000000000000000000000000009061135c565b81811015611606576116039161139c565b90565b50505f90565b73ffffffffffffffffffffffffffffffffffffffff16903082146116065762025c3f5a1061175f575f9182916040519060208201927fa9059cbb000000000000000000000000000000000000000000000000000000008452602483015260448201526044815261167d60648261131b565b51908273ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016620249f0f13d15611757573d9067ffffffffffffffff82116105e4576040519161170960207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f840116018461131b565b82523d5f602084013e5b1561175257805190811591821561172957505090565b60208110159250908261173b57505090565b6020818101935091810103126100f0575160011490565b505f90565b606090611713565b5a7f29fe604b000000000000000000000000000000000000000000000000000000005f5260045262025c3f60245260445ffd",
}

// Escrow is an auto generated Go binding around an Ethereum contract.
type Escrow struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Escrow) GetABI() abi.ABI {
	return c.abi
}

// NewEscrow creates a new instance of Escrow.
func NewEscrow() *Escrow {
	parsed, err := EscrowMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Escrow{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Escrow) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address manager, address organizations, address settlementToken) returns()
func (escrow *Escrow) PackConstructor(manager common.Address, organizations common.Address, settlementToken common.Address) []byte {
	enc, err := escrow.abi.Pack("", manager, organizations, settlementToken)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackTRANSFERGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xce82a930.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function TRANSFER_GAS() view returns(uint256)
func (escrow *Escrow) PackTRANSFERGAS() []byte {
	enc, err := escrow.abi.Pack("TRANSFER_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTRANSFERGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xce82a930.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function TRANSFER_GAS() view returns(uint256)
func (escrow *Escrow) TryPackTRANSFERGAS() ([]byte, error) {
	return escrow.abi.Pack("TRANSFER_GAS")
}

// UnpackTRANSFERGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xce82a930.
//
// Solidity: function TRANSFER_GAS() view returns(uint256)
func (escrow *Escrow) UnpackTRANSFERGAS(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("TRANSFER_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (escrow *Escrow) PackAuthority() []byte {
	enc, err := escrow.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (escrow *Escrow) TryPackAuthority() ([]byte, error) {
	return escrow.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (escrow *Escrow) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := escrow.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ffc5092.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(uint32 insurer) view returns(uint256 tokenAmount)
func (escrow *Escrow) PackBalanceOf(insurer uint32) []byte {
	enc, err := escrow.abi.Pack("balanceOf", insurer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ffc5092.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(uint32 insurer) view returns(uint256 tokenAmount)
func (escrow *Escrow) TryPackBalanceOf(insurer uint32) ([]byte, error) {
	return escrow.abi.Pack("balanceOf", insurer)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3ffc5092.
//
// Solidity: function balanceOf(uint32 insurer) view returns(uint256 tokenAmount)
func (escrow *Escrow) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaaf10398.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit(uint32 insurer, uint256 tokenAmount) returns()
func (escrow *Escrow) PackDeposit(insurer uint32, tokenAmount *big.Int) []byte {
	enc, err := escrow.abi.Pack("deposit", insurer, tokenAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaaf10398.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit(uint32 insurer, uint256 tokenAmount) returns()
func (escrow *Escrow) TryPackDeposit(insurer uint32, tokenAmount *big.Int) ([]byte, error) {
	return escrow.abi.Pack("deposit", insurer, tokenAmount)
}

// PackIsSolvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5ce23950.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isSolvent() view returns(bool)
func (escrow *Escrow) PackIsSolvent() []byte {
	enc, err := escrow.abi.Pack("isSolvent")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsSolvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5ce23950.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isSolvent() view returns(bool)
func (escrow *Escrow) TryPackIsSolvent() ([]byte, error) {
	return escrow.abi.Pack("isSolvent")
}

// UnpackIsSolvent is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5ce23950.
//
// Solidity: function isSolvent() view returns(bool)
func (escrow *Escrow) UnpackIsSolvent(data []byte) (bool, error) {
	out, err := escrow.abi.Unpack("isSolvent", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOwedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0706108b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owedOf(uint32 insurer, uint32 provider) view returns(uint256 cents)
func (escrow *Escrow) PackOwedOf(insurer uint32, provider uint32) []byte {
	enc, err := escrow.abi.Pack("owedOf", insurer, provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0706108b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owedOf(uint32 insurer, uint32 provider) view returns(uint256 cents)
func (escrow *Escrow) TryPackOwedOf(insurer uint32, provider uint32) ([]byte, error) {
	return escrow.abi.Pack("owedOf", insurer, provider)
}

// UnpackOwedOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0706108b.
//
// Solidity: function owedOf(uint32 insurer, uint32 provider) view returns(uint256 cents)
func (escrow *Escrow) UnpackOwedOf(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("owedOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPayBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5ca618a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payBatch(uint32 insurer, uint32 batch, uint32[] providers, uint256[] cents) returns()
func (escrow *Escrow) PackPayBatch(insurer uint32, batch uint32, providers []uint32, cents []*big.Int) []byte {
	enc, err := escrow.abi.Pack("payBatch", insurer, batch, providers, cents)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5ca618a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payBatch(uint32 insurer, uint32 batch, uint32[] providers, uint256[] cents) returns()
func (escrow *Escrow) TryPackPayBatch(insurer uint32, batch uint32, providers []uint32, cents []*big.Int) ([]byte, error) {
	return escrow.abi.Pack("payBatch", insurer, batch, providers, cents)
}

// PackReleaseOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64fdec95.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function releaseOwed(uint32 insurer, uint32 provider) returns()
func (escrow *Escrow) PackReleaseOwed(insurer uint32, provider uint32) []byte {
	enc, err := escrow.abi.Pack("releaseOwed", insurer, provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReleaseOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64fdec95.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function releaseOwed(uint32 insurer, uint32 provider) returns()
func (escrow *Escrow) TryPackReleaseOwed(insurer uint32, provider uint32) ([]byte, error) {
	return escrow.abi.Pack("releaseOwed", insurer, provider)
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (escrow *Escrow) PackToken() []byte {
	enc, err := escrow.abi.Pack("token")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function token() view returns(address)
func (escrow *Escrow) TryPackToken() ([]byte, error) {
	return escrow.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (escrow *Escrow) UnpackToken(data []byte) (common.Address, error) {
	out, err := escrow.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTokenUnitsPerCent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b3ffc45.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tokenUnitsPerCent() view returns(uint256)
func (escrow *Escrow) PackTokenUnitsPerCent() []byte {
	enc, err := escrow.abi.Pack("tokenUnitsPerCent")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTokenUnitsPerCent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b3ffc45.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tokenUnitsPerCent() view returns(uint256)
func (escrow *Escrow) TryPackTokenUnitsPerCent() ([]byte, error) {
	return escrow.abi.Pack("tokenUnitsPerCent")
}

// UnpackTokenUnitsPerCent is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5b3ffc45.
//
// Solidity: function tokenUnitsPerCent() view returns(uint256)
func (escrow *Escrow) UnpackTokenUnitsPerCent(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("tokenUnitsPerCent", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTotalOwedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8cca8bb4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalOwedOf(uint32 insurer) view returns(uint256 cents)
func (escrow *Escrow) PackTotalOwedOf(insurer uint32) []byte {
	enc, err := escrow.abi.Pack("totalOwedOf", insurer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalOwedOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8cca8bb4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalOwedOf(uint32 insurer) view returns(uint256 cents)
func (escrow *Escrow) TryPackTotalOwedOf(insurer uint32) ([]byte, error) {
	return escrow.abi.Pack("totalOwedOf", insurer)
}

// UnpackTotalOwedOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8cca8bb4.
//
// Solidity: function totalOwedOf(uint32 insurer) view returns(uint256 cents)
func (escrow *Escrow) UnpackTotalOwedOf(data []byte) (*big.Int, error) {
	out, err := escrow.abi.Unpack("totalOwedOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb4da00c2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(uint32 insurer, address to, uint256 tokenAmount) returns()
func (escrow *Escrow) PackWithdraw(insurer uint32, to common.Address, tokenAmount *big.Int) []byte {
	enc, err := escrow.abi.Pack("withdraw", insurer, to, tokenAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb4da00c2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(uint32 insurer, address to, uint256 tokenAmount) returns()
func (escrow *Escrow) TryPackWithdraw(insurer uint32, to common.Address, tokenAmount *big.Int) ([]byte, error) {
	return escrow.abi.Pack("withdraw", insurer, to, tokenAmount)
}

// EscrowDeposited represents a Deposited event raised by the Escrow contract.
type EscrowDeposited struct {
	Insurer     uint32
	From        common.Address
	TokenAmount *big.Int
	Balance     *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const EscrowDepositedEventName = "Deposited"

// ContractEventName returns the user-defined event name.
func (EscrowDeposited) ContractEventName() string {
	return EscrowDepositedEventName
}

// UnpackDepositedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposited(uint32 indexed insurer, address indexed from, uint256 tokenAmount, uint256 balance)
func (escrow *Escrow) UnpackDepositedEvent(log *types.Log) (*EscrowDeposited, error) {
	event := "Deposited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowDeposited)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowOwedReleased represents a OwedReleased event raised by the Escrow contract.
type EscrowOwedReleased struct {
	Insurer     uint32
	Provider    uint32
	Payee       common.Address
	Cents       *big.Int
	TokenAmount *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const EscrowOwedReleasedEventName = "OwedReleased"

// ContractEventName returns the user-defined event name.
func (EscrowOwedReleased) ContractEventName() string {
	return EscrowOwedReleasedEventName
}

// UnpackOwedReleasedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwedReleased(uint32 indexed insurer, uint32 indexed provider, address payee, uint256 cents, uint256 tokenAmount)
func (escrow *Escrow) UnpackOwedReleasedEvent(log *types.Log) (*EscrowOwedReleased, error) {
	event := "OwedReleased"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowOwedReleased)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowPayoutOwed represents a PayoutOwed event raised by the Escrow contract.
type EscrowPayoutOwed struct {
	Insurer  uint32
	Batch    uint32
	Provider uint32
	Cents    *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EscrowPayoutOwedEventName = "PayoutOwed"

// ContractEventName returns the user-defined event name.
func (EscrowPayoutOwed) ContractEventName() string {
	return EscrowPayoutOwedEventName
}

// UnpackPayoutOwedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PayoutOwed(uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider, uint256 cents)
func (escrow *Escrow) UnpackPayoutOwedEvent(log *types.Log) (*EscrowPayoutOwed, error) {
	event := "PayoutOwed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowPayoutOwed)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowPayoutReleased represents a PayoutReleased event raised by the Escrow contract.
type EscrowPayoutReleased struct {
	Insurer     uint32
	Batch       uint32
	Provider    uint32
	Payee       common.Address
	Cents       *big.Int
	TokenAmount *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const EscrowPayoutReleasedEventName = "PayoutReleased"

// ContractEventName returns the user-defined event name.
func (EscrowPayoutReleased) ContractEventName() string {
	return EscrowPayoutReleasedEventName
}

// UnpackPayoutReleasedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PayoutReleased(uint32 indexed insurer, uint32 indexed batch, uint32 indexed provider, address payee, uint256 cents, uint256 tokenAmount)
func (escrow *Escrow) UnpackPayoutReleasedEvent(log *types.Log) (*EscrowPayoutReleased, error) {
	event := "PayoutReleased"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowPayoutReleased)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// EscrowWithdrawn represents a Withdrawn event raised by the Escrow contract.
type EscrowWithdrawn struct {
	Insurer     uint32
	To          common.Address
	TokenAmount *big.Int
	Balance     *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const EscrowWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (EscrowWithdrawn) ContractEventName() string {
	return EscrowWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(uint32 indexed insurer, address indexed to, uint256 tokenAmount, uint256 balance)
func (escrow *Escrow) UnpackWithdrawnEvent(log *types.Log) (*EscrowWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != escrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EscrowWithdrawn)
	if len(log.Data) > 0 {
		if err := escrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range escrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (escrow *Escrow) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], escrow.abi.Errors["AddressInvalid"].ID.Bytes()[:4]) {
		return escrow.UnpackAddressInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["DepositMismatch"].ID.Bytes()[:4]) {
		return escrow.UnpackDepositMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["FundsInsufficient"].ID.Bytes()[:4]) {
		return escrow.UnpackFundsInsufficientError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["GasInsufficient"].ID.Bytes()[:4]) {
		return escrow.UnpackGasInsufficientError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["InsurerNotFound"].ID.Bytes()[:4]) {
		return escrow.UnpackInsurerNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return escrow.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["ProviderNotFound"].ID.Bytes()[:4]) {
		return escrow.UnpackProviderNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return escrow.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["RoleMissing"].ID.Bytes()[:4]) {
		return escrow.UnpackRoleMissingError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return escrow.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return escrow.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], escrow.abi.Errors["TokenInvalid"].ID.Bytes()[:4]) {
		return escrow.UnpackTokenInvalidError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EscrowAddressInvalid represents a AddressInvalid error raised by the Escrow contract.
type EscrowAddressInvalid struct {
	Given common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressInvalid(address given)
func EscrowAddressInvalidErrorID() common.Hash {
	return common.HexToHash("0x864143512e65642490f2486d549a874b47523a196bba4dd6972a331e5c8ee548")
}

// UnpackAddressInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressInvalid(address given)
func (escrow *Escrow) UnpackAddressInvalidError(raw []byte) (*EscrowAddressInvalid, error) {
	out := new(EscrowAddressInvalid)
	if err := escrow.abi.UnpackIntoInterface(out, "AddressInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowDepositMismatch represents a DepositMismatch error raised by the Escrow contract.
type EscrowDepositMismatch struct {
	Expected *big.Int
	Received *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DepositMismatch(uint256 expected, uint256 received)
func EscrowDepositMismatchErrorID() common.Hash {
	return common.HexToHash("0xed5542346b666717b590de50f261485a1dc912c4339380b80e9984400d1412bb")
}

// UnpackDepositMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DepositMismatch(uint256 expected, uint256 received)
func (escrow *Escrow) UnpackDepositMismatchError(raw []byte) (*EscrowDepositMismatch, error) {
	out := new(EscrowDepositMismatch)
	if err := escrow.abi.UnpackIntoInterface(out, "DepositMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowFundsInsufficient represents a FundsInsufficient error raised by the Escrow contract.
type EscrowFundsInsufficient struct {
	Available *big.Int
	Requested *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FundsInsufficient(uint256 available, uint256 requested)
func EscrowFundsInsufficientErrorID() common.Hash {
	return common.HexToHash("0x8b4e692c2fd853ee6887c8e5d93f1e2469f3b25c55197f8ff04f3a7c1e1b9046")
}

// UnpackFundsInsufficientError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FundsInsufficient(uint256 available, uint256 requested)
func (escrow *Escrow) UnpackFundsInsufficientError(raw []byte) (*EscrowFundsInsufficient, error) {
	out := new(EscrowFundsInsufficient)
	if err := escrow.abi.UnpackIntoInterface(out, "FundsInsufficient", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowGasInsufficient represents a GasInsufficient error raised by the Escrow contract.
type EscrowGasInsufficient struct {
	Available *big.Int
	Requested *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error GasInsufficient(uint256 available, uint256 requested)
func EscrowGasInsufficientErrorID() common.Hash {
	return common.HexToHash("0x29fe604b916a7abd1b2554357bfb144d6bc4f40aebc6b5af7380e23290592a64")
}

// UnpackGasInsufficientError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error GasInsufficient(uint256 available, uint256 requested)
func (escrow *Escrow) UnpackGasInsufficientError(raw []byte) (*EscrowGasInsufficient, error) {
	out := new(EscrowGasInsufficient)
	if err := escrow.abi.UnpackIntoInterface(out, "GasInsufficient", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowInsurerNotFound represents a InsurerNotFound error raised by the Escrow contract.
type EscrowInsurerNotFound struct {
	Insurer uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func EscrowInsurerNotFoundErrorID() common.Hash {
	return common.HexToHash("0xe177d1172ef6cec34f5bb918f6bbfd5612135338adb6a3424d60a317d145f5d7")
}

// UnpackInsurerNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func (escrow *Escrow) UnpackInsurerNotFoundError(raw []byte) (*EscrowInsurerNotFound, error) {
	out := new(EscrowInsurerNotFound)
	if err := escrow.abi.UnpackIntoInterface(out, "InsurerNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowNothingOwed represents a NothingOwed error raised by the Escrow contract.
type EscrowNothingOwed struct {
	Insurer  uint32
	Provider uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed(uint32 insurer, uint32 provider)
func EscrowNothingOwedErrorID() common.Hash {
	return common.HexToHash("0xde731bc559cc5c1e329bd00ab184b40496f74e39a7d3d6fc63bc2895e97dda3f")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed(uint32 insurer, uint32 provider)
func (escrow *Escrow) UnpackNothingOwedError(raw []byte) (*EscrowNothingOwed, error) {
	out := new(EscrowNothingOwed)
	if err := escrow.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowProviderNotFound represents a ProviderNotFound error raised by the Escrow contract.
type EscrowProviderNotFound struct {
	Provider uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProviderNotFound(uint32 provider)
func EscrowProviderNotFoundErrorID() common.Hash {
	return common.HexToHash("0x92addf624d27922a944db645f4b98986f6f1f335fcb76e6220c35a5026cf43af")
}

// UnpackProviderNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProviderNotFound(uint32 provider)
func (escrow *Escrow) UnpackProviderNotFoundError(raw []byte) (*EscrowProviderNotFound, error) {
	out := new(EscrowProviderNotFound)
	if err := escrow.abi.UnpackIntoInterface(out, "ProviderNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the Escrow contract.
type EscrowReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func EscrowReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (escrow *Escrow) UnpackReentrancyGuardReentrantCallError(raw []byte) (*EscrowReentrancyGuardReentrantCall, error) {
	out := new(EscrowReentrancyGuardReentrantCall)
	if err := escrow.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowRoleMissing represents a RoleMissing error raised by the Escrow contract.
type EscrowRoleMissing struct {
	Role    uint64
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RoleMissing(uint64 role, address account)
func EscrowRoleMissingErrorID() common.Hash {
	return common.HexToHash("0x4c0860f77dad7e002cf2b654b3105c358463bdafac770feca61cd8586bdc613b")
}

// UnpackRoleMissingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RoleMissing(uint64 role, address account)
func (escrow *Escrow) UnpackRoleMissingError(raw []byte) (*EscrowRoleMissing, error) {
	out := new(EscrowRoleMissing)
	if err := escrow.abi.UnpackIntoInterface(out, "RoleMissing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the Escrow contract.
type EscrowSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func EscrowSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (escrow *Escrow) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*EscrowSafeCastOverflowedUintDowncast, error) {
	out := new(EscrowSafeCastOverflowedUintDowncast)
	if err := escrow.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the Escrow contract.
type EscrowSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func EscrowSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (escrow *Escrow) UnpackSafeERC20FailedOperationError(raw []byte) (*EscrowSafeERC20FailedOperation, error) {
	out := new(EscrowSafeERC20FailedOperation)
	if err := escrow.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EscrowTokenInvalid represents a TokenInvalid error raised by the Escrow contract.
type EscrowTokenInvalid struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TokenInvalid(address token)
func EscrowTokenInvalidErrorID() common.Hash {
	return common.HexToHash("0xd4c6aa81aac14bf44ad92ecfbe42f36dae9475021d16e6f5f76554509c0930b9")
}

// UnpackTokenInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TokenInvalid(address token)
func (escrow *Escrow) UnpackTokenInvalidError(raw []byte) (*EscrowTokenInvalid, error) {
	out := new(EscrowTokenInvalid)
	if err := escrow.abi.UnpackIntoInterface(out, "TokenInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OrganizationsMetaData contains all meta data concerning the Organizations contract.
var OrganizationsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"manager\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"given\",\"type\":\"address\"}],\"name\":\"AddressInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"id\",\"type\":\"uint32\"}],\"name\":\"IdTaken\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"InsurerNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"role\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"RoleMissing\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"admin\",\"type\":\"address\"}],\"name\":\"InsurerRegistered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"registeredBy\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isDelegated\",\"type\":\"bool\"}],\"name\":\"ProviderRegistered\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"enumIOrganizations.Role\",\"name\":\"role\",\"type\":\"uint8\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"hasRole\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"insurerCount\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"isInsurer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"payeeOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"providerCount\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"providerOf\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"isDelegated\",\"type\":\"bool\"}],\"internalType\":\"structIOrganizations.Provider\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"address[5]\",\"name\":\"keys\",\"type\":\"address[5]\"}],\"name\":\"registerInsurer\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"payee\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"isDelegated\",\"type\":\"bool\"}],\"internalType\":\"structIOrganizations.Provider\",\"name\":\"info\",\"type\":\"tuple\"}],\"name\":\"registerProvider\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"provider\",\"type\":\"uint32\"}],\"name\":\"signerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"isDelegated\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "226290c0326c7bd0d735954e93b68a4cc0",
	Bin: "0x60a03461009257601f610cc038819003918201601f19168301916001600160401b038311848410176100965780849260209460405283398101031261009257516001600160a01b03811690818103610092573b1561008057608052604051610c1590816100ab823960805181818161038c015281816104dd0152610ae70152f35b638641435160e01b5f5260045260245ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c90816348c0df2c14610841575080635058d48d1461080757806374c83268146107e3578063797f98c1146107805780637f98d5cb14610732578063ac5d6ab6146106db578063b22986f11461061c578063b3b64a32146103b0578063bf7e214f146103605763cd33b0a51461008a575f80fd5b3461035c5760a060031936011261035c576100a3610860565b60243563ffffffff81169081810361035c5760607fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffbc36011261035c5763ffffffff83169283156103305760081b64ffffffff00166101013382610a73565b15610301575061013690825f52600260205273ffffffffffffffffffffffffffffffffffffffff60405f205416151590610b7f565b61014661014161093c565b610bcb565b61015161014161095f565b5f547fffffffffffffffffffffffffffffffffffffffffffffffff00000000ffffffff67ffffffff0000000061018f63ffffffff8460201c166109a3565b60201b169116175f556101a061093c565b73ffffffffffffffffffffffffffffffffffffffff6001816101c06109e7565b6101c861095f565b9082604051966101d788610873565b168652602086019015158152826040870192168252865f526002602052828060405f20975116167fffffffffffffffffffffffff00000000000000000000000000000000000000008754161786555115157fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff74ff000000000000000000000000000000000000000087549260a01b1691161785555116920191167fffffffffffffffffffffffff00000000000000000000000000000000000000008254161790557ff541d6338d194b60b4317003e014b06831d35a35851eba1266ce7c9c245fbe4f60606102c361093c565b6102cb61095f565b73ffffffffffffffffffffffffffffffffffffffff6102e86109e7565b91816040519416845216602083015215156040820152a3005b7f4c0860f7000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b837fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5f80fd5b3461035c575f60031936011261035c57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461035c5760c060031936011261035c576103c9610860565b3660c41161035c576103db335f610a73565b156105ec5763ffffffff8116805f52600160205261040060ff60405f20541683610b7f565b5f5b600581106105d45750805f52600160205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790555f547fffffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000063ffffffff6104738184166109a3565b169116175f5560249060243573ffffffffffffffffffffffffffffffffffffffff8116810361035c57839173ffffffffffffffffffffffffffffffffffffffff909116907f27729302b7ba7915412c220073e9fd23ac596d50abe2b7326cf4d2e0a453aeab5f80a37f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16915f5b60058110156105d25761052881846109f6565b9061053a610535826108fd565b610982565b853b1561035c5773ffffffffffffffffffffffffffffffffffffffff9067ffffffffffffffff604051947f25c471a000000000000000000000000000000000000000000000000000000000865216600485015216838301525f60448301525f8260648183895af19182156105c7576001926105b7575b5001610515565b5f6105c1916108bc565b856105b0565b6040513d5f823e3d90fd5b005b806105e66101416105356001946108fd565b01610402565b7f4c0860f7000000000000000000000000000000000000000000000000000000005f525f6004523360245260445ffd5b3461035c57602060031936011261035c5763ffffffff61063a610860565b5f6040805161064881610873565b8281528260208201520152165f526002602052606060405f206040519061066e82610873565b73ffffffffffffffffffffffffffffffffffffffff604082549382600160ff8288169788855260a01c161515958660208501520154169182910152604080516106b681610873565b8581526020810192835201928352604051938452511660208301525115156040820152f35b3461035c57602060031936011261035c5763ffffffff6106f9610860565b165f5260026020526040805f205460ff82519173ffffffffffffffffffffffffffffffffffffffff8116835260a01c1615156020820152f35b3461035c57602060031936011261035c5763ffffffff610750610860565b165f526002602052602073ffffffffffffffffffffffffffffffffffffffff600160405f20015416604051908152f35b3461035c57606060031936011261035c57610799610860565b602435600581101561035c5760443573ffffffffffffffffffffffffffffffffffffffff8116810361035c576107d46107d9926020946109f6565b610a73565b6040519015158152f35b3461035c575f60031936011261035c57602063ffffffff5f54821c16604051908152f35b3461035c57602060031936011261035c5763ffffffff610825610860565b165f526001602052602060ff60405f2054166040519015158152f35b3461035c575f60031936011261035c5760209063ffffffff5f54168152f35b6004359063ffffffff8216820361035c57565b6060810190811067ffffffffffffffff82111761088f57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761088f57604052565b600581101561090f5760051b60240190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b60443573ffffffffffffffffffffffffffffffffffffffff8116810361035c5790565b60643573ffffffffffffffffffffffffffffffffffffffff8116810361035c5790565b3573ffffffffffffffffffffffffffffffffffffffff8116810361035c5790565b63ffffffff1663ffffffff81146109ba5760010190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b608435801515810361035c5790565b63ffffffff81168015610a4857506005821015610a1b5760081b64ffffffff00161790565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b7fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9073ffffffffffffffffffffffffffffffffffffffff9067ffffffffffffffff604051937fd1f856ee0000000000000000000000000000000000000000000000000000000085521660048401521660248201526040816044818003018173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa80156105c7575f915f91610b2e575b5081610b22575090565b63ffffffff9150161590565b9150506040813d604011610b77575b81610b4a604093836108bc565b8101031261035c57805190811515820361035c57602001519063ffffffff8216820361035c57905f610b18565b3d9150610b3d565b63ffffffff16908115908115610bc3575b50610b985750565b7fdd7b4cc8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90505f610b90565b73ffffffffffffffffffffffffffffffffffffffff168015610bea5750565b7f86414351000000000000000000000000000000000000000000000000000000005f5260045260245ffd",
}

// Organizations is an auto generated Go binding around an Ethereum contract.
type Organizations struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Organizations) GetABI() abi.ABI {
	return c.abi
}

// NewOrganizations creates a new instance of Organizations.
func NewOrganizations() *Organizations {
	parsed, err := OrganizationsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Organizations{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Organizations) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address manager) returns()
func (organizations *Organizations) PackConstructor(manager common.Address) []byte {
	enc, err := organizations.abi.Pack("", manager)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (organizations *Organizations) PackAuthority() []byte {
	enc, err := organizations.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (organizations *Organizations) TryPackAuthority() ([]byte, error) {
	return organizations.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (organizations *Organizations) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := organizations.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x797f98c1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hasRole(uint32 insurer, uint8 role, address account) view returns(bool)
func (organizations *Organizations) PackHasRole(insurer uint32, role uint8, account common.Address) []byte {
	enc, err := organizations.abi.Pack("hasRole", insurer, role, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHasRole is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x797f98c1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hasRole(uint32 insurer, uint8 role, address account) view returns(bool)
func (organizations *Organizations) TryPackHasRole(insurer uint32, role uint8, account common.Address) ([]byte, error) {
	return organizations.abi.Pack("hasRole", insurer, role, account)
}

// UnpackHasRole is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x797f98c1.
//
// Solidity: function hasRole(uint32 insurer, uint8 role, address account) view returns(bool)
func (organizations *Organizations) UnpackHasRole(data []byte) (bool, error) {
	out, err := organizations.abi.Unpack("hasRole", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackInsurerCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48c0df2c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function insurerCount() view returns(uint32)
func (organizations *Organizations) PackInsurerCount() []byte {
	enc, err := organizations.abi.Pack("insurerCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInsurerCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48c0df2c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function insurerCount() view returns(uint32)
func (organizations *Organizations) TryPackInsurerCount() ([]byte, error) {
	return organizations.abi.Pack("insurerCount")
}

// UnpackInsurerCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x48c0df2c.
//
// Solidity: function insurerCount() view returns(uint32)
func (organizations *Organizations) UnpackInsurerCount(data []byte) (uint32, error) {
	out, err := organizations.abi.Unpack("insurerCount", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackIsInsurer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5058d48d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isInsurer(uint32 insurer) view returns(bool)
func (organizations *Organizations) PackIsInsurer(insurer uint32) []byte {
	enc, err := organizations.abi.Pack("isInsurer", insurer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsInsurer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5058d48d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isInsurer(uint32 insurer) view returns(bool)
func (organizations *Organizations) TryPackIsInsurer(insurer uint32) ([]byte, error) {
	return organizations.abi.Pack("isInsurer", insurer)
}

// UnpackIsInsurer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5058d48d.
//
// Solidity: function isInsurer(uint32 insurer) view returns(bool)
func (organizations *Organizations) UnpackIsInsurer(data []byte) (bool, error) {
	out, err := organizations.abi.Unpack("isInsurer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackPayeeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7f98d5cb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payeeOf(uint32 provider) view returns(address payee)
func (organizations *Organizations) PackPayeeOf(provider uint32) []byte {
	enc, err := organizations.abi.Pack("payeeOf", provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayeeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7f98d5cb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payeeOf(uint32 provider) view returns(address payee)
func (organizations *Organizations) TryPackPayeeOf(provider uint32) ([]byte, error) {
	return organizations.abi.Pack("payeeOf", provider)
}

// UnpackPayeeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7f98d5cb.
//
// Solidity: function payeeOf(uint32 provider) view returns(address payee)
func (organizations *Organizations) UnpackPayeeOf(data []byte) (common.Address, error) {
	out, err := organizations.abi.Unpack("payeeOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackProviderCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x74c83268.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function providerCount() view returns(uint32)
func (organizations *Organizations) PackProviderCount() []byte {
	enc, err := organizations.abi.Pack("providerCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProviderCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x74c83268.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function providerCount() view returns(uint32)
func (organizations *Organizations) TryPackProviderCount() ([]byte, error) {
	return organizations.abi.Pack("providerCount")
}

// UnpackProviderCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x74c83268.
//
// Solidity: function providerCount() view returns(uint32)
func (organizations *Organizations) UnpackProviderCount(data []byte) (uint32, error) {
	out, err := organizations.abi.Unpack("providerCount", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackProviderOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb22986f1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function providerOf(uint32 provider) view returns((address,address,bool))
func (organizations *Organizations) PackProviderOf(provider uint32) []byte {
	enc, err := organizations.abi.Pack("providerOf", provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProviderOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb22986f1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function providerOf(uint32 provider) view returns((address,address,bool))
func (organizations *Organizations) TryPackProviderOf(provider uint32) ([]byte, error) {
	return organizations.abi.Pack("providerOf", provider)
}

// UnpackProviderOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb22986f1.
//
// Solidity: function providerOf(uint32 provider) view returns((address,address,bool))
func (organizations *Organizations) UnpackProviderOf(data []byte) (IOrganizationsProvider, error) {
	out, err := organizations.abi.Unpack("providerOf", data)
	if err != nil {
		return *new(IOrganizationsProvider), err
	}
	out0 := *abi.ConvertType(out[0], new(IOrganizationsProvider)).(*IOrganizationsProvider)
	return out0, nil
}

// PackRegisterInsurer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb3b64a32.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registerInsurer(uint32 insurer, address[5] keys) returns()
func (organizations *Organizations) PackRegisterInsurer(insurer uint32, keys [5]common.Address) []byte {
	enc, err := organizations.abi.Pack("registerInsurer", insurer, keys)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegisterInsurer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb3b64a32.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registerInsurer(uint32 insurer, address[5] keys) returns()
func (organizations *Organizations) TryPackRegisterInsurer(insurer uint32, keys [5]common.Address) ([]byte, error) {
	return organizations.abi.Pack("registerInsurer", insurer, keys)
}

// PackRegisterProvider is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcd33b0a5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registerProvider(uint32 insurer, uint32 provider, (address,address,bool) info) returns()
func (organizations *Organizations) PackRegisterProvider(insurer uint32, provider uint32, info IOrganizationsProvider) []byte {
	enc, err := organizations.abi.Pack("registerProvider", insurer, provider, info)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegisterProvider is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcd33b0a5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registerProvider(uint32 insurer, uint32 provider, (address,address,bool) info) returns()
func (organizations *Organizations) TryPackRegisterProvider(insurer uint32, provider uint32, info IOrganizationsProvider) ([]byte, error) {
	return organizations.abi.Pack("registerProvider", insurer, provider, info)
}

// PackSignerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac5d6ab6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function signerOf(uint32 provider) view returns(address signer, bool isDelegated)
func (organizations *Organizations) PackSignerOf(provider uint32) []byte {
	enc, err := organizations.abi.Pack("signerOf", provider)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSignerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac5d6ab6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function signerOf(uint32 provider) view returns(address signer, bool isDelegated)
func (organizations *Organizations) TryPackSignerOf(provider uint32) ([]byte, error) {
	return organizations.abi.Pack("signerOf", provider)
}

// SignerOfOutput serves as a container for the return parameters of contract
// method SignerOf.
type SignerOfOutput struct {
	Signer      common.Address
	IsDelegated bool
}

// UnpackSignerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xac5d6ab6.
//
// Solidity: function signerOf(uint32 provider) view returns(address signer, bool isDelegated)
func (organizations *Organizations) UnpackSignerOf(data []byte) (SignerOfOutput, error) {
	out, err := organizations.abi.Unpack("signerOf", data)
	outstruct := new(SignerOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Signer = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.IsDelegated = *abi.ConvertType(out[1], new(bool)).(*bool)
	return *outstruct, nil
}

// OrganizationsInsurerRegistered represents a InsurerRegistered event raised by the Organizations contract.
type OrganizationsInsurerRegistered struct {
	Insurer uint32
	Admin   common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const OrganizationsInsurerRegisteredEventName = "InsurerRegistered"

// ContractEventName returns the user-defined event name.
func (OrganizationsInsurerRegistered) ContractEventName() string {
	return OrganizationsInsurerRegisteredEventName
}

// UnpackInsurerRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event InsurerRegistered(uint32 indexed insurer, address indexed admin)
func (organizations *Organizations) UnpackInsurerRegisteredEvent(log *types.Log) (*OrganizationsInsurerRegistered, error) {
	event := "InsurerRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != organizations.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(OrganizationsInsurerRegistered)
	if len(log.Data) > 0 {
		if err := organizations.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range organizations.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// OrganizationsProviderRegistered represents a ProviderRegistered event raised by the Organizations contract.
type OrganizationsProviderRegistered struct {
	Provider     uint32
	RegisteredBy uint32
	Signer       common.Address
	Payee        common.Address
	IsDelegated  bool
	Raw          *types.Log // Blockchain specific contextual infos
}

const OrganizationsProviderRegisteredEventName = "ProviderRegistered"

// ContractEventName returns the user-defined event name.
func (OrganizationsProviderRegistered) ContractEventName() string {
	return OrganizationsProviderRegisteredEventName
}

// UnpackProviderRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProviderRegistered(uint32 indexed provider, uint32 indexed registeredBy, address signer, address payee, bool isDelegated)
func (organizations *Organizations) UnpackProviderRegisteredEvent(log *types.Log) (*OrganizationsProviderRegistered, error) {
	event := "ProviderRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != organizations.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(OrganizationsProviderRegistered)
	if len(log.Data) > 0 {
		if err := organizations.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range organizations.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (organizations *Organizations) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], organizations.abi.Errors["AddressInvalid"].ID.Bytes()[:4]) {
		return organizations.UnpackAddressInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], organizations.abi.Errors["IdTaken"].ID.Bytes()[:4]) {
		return organizations.UnpackIdTakenError(raw[4:])
	}
	if bytes.Equal(raw[:4], organizations.abi.Errors["InsurerNotFound"].ID.Bytes()[:4]) {
		return organizations.UnpackInsurerNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], organizations.abi.Errors["RoleMissing"].ID.Bytes()[:4]) {
		return organizations.UnpackRoleMissingError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// OrganizationsAddressInvalid represents a AddressInvalid error raised by the Organizations contract.
type OrganizationsAddressInvalid struct {
	Given common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressInvalid(address given)
func OrganizationsAddressInvalidErrorID() common.Hash {
	return common.HexToHash("0x864143512e65642490f2486d549a874b47523a196bba4dd6972a331e5c8ee548")
}

// UnpackAddressInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressInvalid(address given)
func (organizations *Organizations) UnpackAddressInvalidError(raw []byte) (*OrganizationsAddressInvalid, error) {
	out := new(OrganizationsAddressInvalid)
	if err := organizations.abi.UnpackIntoInterface(out, "AddressInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OrganizationsIdTaken represents a IdTaken error raised by the Organizations contract.
type OrganizationsIdTaken struct {
	Id uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IdTaken(uint32 id)
func OrganizationsIdTakenErrorID() common.Hash {
	return common.HexToHash("0xdd7b4cc8801e03aa62bcb7505553c27ebf4e96eea8bf8a728d8189b3d086ae24")
}

// UnpackIdTakenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IdTaken(uint32 id)
func (organizations *Organizations) UnpackIdTakenError(raw []byte) (*OrganizationsIdTaken, error) {
	out := new(OrganizationsIdTaken)
	if err := organizations.abi.UnpackIntoInterface(out, "IdTaken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OrganizationsInsurerNotFound represents a InsurerNotFound error raised by the Organizations contract.
type OrganizationsInsurerNotFound struct {
	Insurer uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func OrganizationsInsurerNotFoundErrorID() common.Hash {
	return common.HexToHash("0xe177d1172ef6cec34f5bb918f6bbfd5612135338adb6a3424d60a317d145f5d7")
}

// UnpackInsurerNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func (organizations *Organizations) UnpackInsurerNotFoundError(raw []byte) (*OrganizationsInsurerNotFound, error) {
	out := new(OrganizationsInsurerNotFound)
	if err := organizations.abi.UnpackIntoInterface(out, "InsurerNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OrganizationsRoleMissing represents a RoleMissing error raised by the Organizations contract.
type OrganizationsRoleMissing struct {
	Role    uint64
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RoleMissing(uint64 role, address account)
func OrganizationsRoleMissingErrorID() common.Hash {
	return common.HexToHash("0x4c0860f77dad7e002cf2b654b3105c358463bdafac770feca61cd8586bdc613b")
}

// UnpackRoleMissingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RoleMissing(uint64 role, address account)
func (organizations *Organizations) UnpackRoleMissingError(raw []byte) (*OrganizationsRoleMissing, error) {
	out := new(OrganizationsRoleMissing)
	if err := organizations.abi.UnpackIntoInterface(out, "RoleMissing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansMetaData contains all meta data concerning the Plans contract.
var PlansMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"manager\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"given\",\"type\":\"address\"}],\"name\":\"AddressInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"classIndex\",\"type\":\"uint256\"},{\"internalType\":\"uint16\",\"name\":\"coinsuranceBps\",\"type\":\"uint16\"}],\"name\":\"CoinsuranceRateInvalid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Create2EmptyBytecode\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedDeployment\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"id\",\"type\":\"uint32\"}],\"name\":\"IdTaken\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"name\":\"InsurerNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"count\",\"type\":\"uint256\"}],\"name\":\"PlanClassCountInvalid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PlanClockMissing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint40\",\"name\":\"individualCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyCents\",\"type\":\"uint40\"}],\"name\":\"PlanLimitInvalid\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"}],\"name\":\"PlanNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"role\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"RoleMissing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"contentHash\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"uint40\",\"name\":\"deductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyDeductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"outOfPocketMaxCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyOutOfPocketMaxCents\",\"type\":\"uint40\"},{\"internalType\":\"uint32\",\"name\":\"promptPaySeconds\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"feeScheduleRoot\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"editsRoot\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"bool\",\"name\":\"isCovered\",\"type\":\"bool\"},{\"internalType\":\"bool\",\"name\":\"isDeductibleApplied\",\"type\":\"bool\"},{\"internalType\":\"uint16\",\"name\":\"coinsuranceBps\",\"type\":\"uint16\"},{\"internalType\":\"uint40\",\"name\":\"copayCents\",\"type\":\"uint40\"}],\"internalType\":\"structIPlans.CostShare[]\",\"name\":\"classes\",\"type\":\"tuple[]\"}],\"indexed\":false,\"internalType\":\"structIPlans.Plan\",\"name\":\"content\",\"type\":\"tuple\"}],\"name\":\"PlanPublished\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"MAX_CLASSES\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"}],\"name\":\"contentOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"content\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"}],\"name\":\"insurerOf\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"planCount\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"}],\"name\":\"planOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint40\",\"name\":\"deductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyDeductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"outOfPocketMaxCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyOutOfPocketMaxCents\",\"type\":\"uint40\"},{\"internalType\":\"uint32\",\"name\":\"promptPaySeconds\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"feeScheduleRoot\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"editsRoot\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"bool\",\"name\":\"isCovered\",\"type\":\"bool\"},{\"internalType\":\"bool\",\"name\":\"isDeductibleApplied\",\"type\":\"bool\"},{\"internalType\":\"uint16\",\"name\":\"coinsuranceBps\",\"type\":\"uint16\"},{\"internalType\":\"uint40\",\"name\":\"copayCents\",\"type\":\"uint40\"}],\"internalType\":\"structIPlans.CostShare[]\",\"name\":\"classes\",\"type\":\"tuple[]\"}],\"internalType\":\"structIPlans.Plan\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint32\",\"name\":\"insurer\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"plan\",\"type\":\"uint32\"},{\"components\":[{\"internalType\":\"uint40\",\"name\":\"deductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyDeductibleCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"outOfPocketMaxCents\",\"type\":\"uint40\"},{\"internalType\":\"uint40\",\"name\":\"familyOutOfPocketMaxCents\",\"type\":\"uint40\"},{\"internalType\":\"uint32\",\"name\":\"promptPaySeconds\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"feeScheduleRoot\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"editsRoot\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"bool\",\"name\":\"isCovered\",\"type\":\"bool\"},{\"internalType\":\"bool\",\"name\":\"isDeductibleApplied\",\"type\":\"bool\"},{\"internalType\":\"uint16\",\"name\":\"coinsuranceBps\",\"type\":\"uint16\"},{\"internalType\":\"uint40\",\"name\":\"copayCents\",\"type\":\"uint40\"}],\"internalType\":\"structIPlans.CostShare[]\",\"name\":\"classes\",\"type\":\"tuple[]\"}],\"internalType\":\"structIPlans.Plan\",\"name\":\"content\",\"type\":\"tuple\"}],\"name\":\"publish\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"contentHash\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "c4ca39f2cc32a013509de06a09e09dcd0b",
	Bin: "0x60a034608657601f610f3e38819003918201601f19168301916001600160401b03831184841017608a57808492602094604052833981010312608657516001600160a01b038116908181036086573b15607457608052604051610e9f908161009f8239608051818181610109015261020a0152f35b638641435160e01b5f5260045260245ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f3560e01c80632129cfb114610896578063230e8f5d1461085857806323c65ad11461014f578063382d39bb1461012d578063bf7e214f146100dd578063c90e74ee146100c25763d98c82f314610066575f80fd5b346100be5760206003193601126100be5763ffffffff610084610be0565b165f5260016020526040805f205463ffffffff82519173ffffffffffffffffffffffffffffffffffffffff8116835260a01c166020820152f35b5f80fd5b346100be575f6003193601126100be57602060405160408152f35b346100be575f6003193601126100be57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346100be575f6003193601126100be57602063ffffffff5f5416604051908152f35b346100be5760606003193601126100be57610168610be0565b6024359063ffffffff82168092036100be5760443567ffffffffffffffff81116100be578060040190803603906101006003198301126100be5763ffffffff841693841561082c5764ffffffff009060081b166040517fd1f856ee00000000000000000000000000000000000000000000000000000000815281600482015233602482015260408160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015610661575f915f916107e5575b50816107d6575b50156107a757508415801561077c575b6107505761027461026284610e49565b61026e60248401610e49565b90610e5b565b61028f61028360448301610e49565b61026e60648401610e49565b608481013563ffffffff81168091036100be5715610728577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdd60e482013592018212156100be57019160048301359367ffffffffffffffff85116100be578460071b360360248501136100be578415801561071e575b6106f2575f5b8581101561036d57606060048260071b870101013561ffff81168091036100be57612710811161033e575060010161030b565b907f2c06e840000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b505f5463ffffffff811663ffffffff81146106c55763ffffffff60017fffffffffffffffffffffffffffffffffffffffffffffffffffffffff000000009201169116175f556040519160208301916103f5846103c98786610cac565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101865285610c10565b83518084209461ffff821161069457602a6104c3916040519687917fffff00000000000000000000000000000000000000000000000000000000000060208401967f6100000000000000000000000000000000000000000000000000000000000000885260f01b1660218401527f80600a3d393df30000000000000000000000000000000000000000000000000060238401525180918484015e81015f8382015203017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101865285610c10565b73ffffffffffffffffffffffffffffffffffffffff6055600b865184206040519060408201528860208201523081520160ff8153201693843b15610604575b5050604051926040840184811067ffffffffffffffff8211176105d75760209686957f6056dea2151131eb58ef894a97ce6dec30e9bd8ed42b93462b6f480c04fe8188936105cc936040528152888101868152855f5260018a5273ffffffffffffffffffffffffffffffffffffffff60405f209251167fffffffffffffffff00000000000000000000000000000000000000000000000077ffffffff00000000000000000000000000000000000000008454935160a01b1692161717905560405191829182610cac565b0390a4604051908152f35b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b80511561066c5773ffffffffffffffffffffffffffffffffffffffff91869151905ff51615610634578580610502565b3d610661577fb06ebf3d000000000000000000000000000000000000000000000000000000005f5260045ffd5b6040513d5f823e3d90fd5b7f4ca249dc000000000000000000000000000000000000000000000000000000005f5260045ffd5b507f6dfcc650000000000000000000000000000000000000000000000000000000005f52601060045260245260445ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b847f2eec00b6000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5060408511610305565b7f2156a696000000000000000000000000000000000000000000000000000000005f5260045ffd5b847fdd7b4cc8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50845f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2054161515610252565b7f4c0860f7000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b63ffffffff9150161587610242565b9150506040813d604011610824575b8161080160409383610c10565b810103126100be5761081e602061081783610e3c565b9201610e2b565b8861023b565b3d91506107f4565b847fe177d117000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346100be5760206003193601126100be5763ffffffff610876610be0565b165f526001602052602063ffffffff60405f205460a01c16604051908152f35b346100be5760206003193601126100be5763ffffffff6108b4610be0565b6108bc610c51565b5016805f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f205416908115610bb557506108f1610c51565b50803b9067ffffffffffffffff82116105d7576040519161093a60207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8401160184610c10565b8083525f6020840180933c815182019160208301916020828503126100be57519067ffffffffffffffff82116100be570190610100828403126100be576040519161098483610bf3565b61099060208201610e19565b835261099e60408201610e19565b93602084019485526109b260608301610e19565b604085019081526109c560808401610e19565b606086019081526109d860a08501610e2b565b916080870192835260c08501519360a0880194855260e08601519560c0890196875261010081015167ffffffffffffffff81116100be5760209101019680601f890112156100be5787519167ffffffffffffffff83116105d75760405198610a4660208560051b018b610c10565b838a526020808b019460071b8201019283116100be57602001925b828410610b365764ffffffffff8c8c8c8c8c63ffffffff8d878e818f60e08a019889526040519b8c9b60208d528c60208361012083019e5116910152511660408c0152511660608a015251166080880152511660a08601525160c08501525160e08401525190610100808401528151809152602061014084019201905f5b818110610aed575050500390f35b919350916020608060019264ffffffffff606088518051151584528581015115158685015261ffff60408201511660408501520151166060820152019401910191849392610adf565b6080602085840301126100be57604051906080820182811067ffffffffffffffff8211176105d757604052610b6a85610e3c565b8252610b7860208601610e3c565b602083015260408501519061ffff821682036100be578260209260406080950152610ba560608801610e19565b6060820152815201930192610a61565b7f224362a8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6004359063ffffffff821682036100be57565b610100810190811067ffffffffffffffff8211176105d757604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176105d757604052565b60405190610c5e82610bf3565b606060e0835f81525f60208201525f60408201525f838201525f60808201525f60a08201525f60c08201520152565b359064ffffffffff821682036100be57565b359081151582036100be57565b906020825261012082019064ffffffffff610cc682610c8d565b16602084015264ffffffffff610cde60208301610c8d565b16604084015264ffffffffff610cf660408301610c8d565b16606084015264ffffffffff610d0e60608301610c8d565b166080840152608081013563ffffffff81168091036100be5760a084015260a081013560c084015260c081013560e084015260e08101357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1823603018112156100be5701906020823592019267ffffffffffffffff83116100be578260071b360384136100be57826101409261010080840152520191905f905b808210610db55750505090565b909192610dc184610c9f565b15158152610dd160208501610c9f565b1515602082015260408401359061ffff82168092036100be5760808160019360408394015264ffffffffff610e0860608901610c8d565b166060820152019401920190610da8565b519064ffffffffff821682036100be57565b519063ffffffff821682036100be57565b519081151582036100be57565b3564ffffffffff811681036100be5790565b64ffffffffff9182169116818111610e71575050565b7f4b561574000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd",
}

// Plans is an auto generated Go binding around an Ethereum contract.
type Plans struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Plans) GetABI() abi.ABI {
	return c.abi
}

// NewPlans creates a new instance of Plans.
func NewPlans() *Plans {
	parsed, err := PlansMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Plans{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Plans) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address manager) returns()
func (plans *Plans) PackConstructor(manager common.Address) []byte {
	enc, err := plans.abi.Pack("", manager)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXCLASSES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc90e74ee.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_CLASSES() view returns(uint256)
func (plans *Plans) PackMAXCLASSES() []byte {
	enc, err := plans.abi.Pack("MAX_CLASSES")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXCLASSES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc90e74ee.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_CLASSES() view returns(uint256)
func (plans *Plans) TryPackMAXCLASSES() ([]byte, error) {
	return plans.abi.Pack("MAX_CLASSES")
}

// UnpackMAXCLASSES is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc90e74ee.
//
// Solidity: function MAX_CLASSES() view returns(uint256)
func (plans *Plans) UnpackMAXCLASSES(data []byte) (*big.Int, error) {
	out, err := plans.abi.Unpack("MAX_CLASSES", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (plans *Plans) PackAuthority() []byte {
	enc, err := plans.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (plans *Plans) TryPackAuthority() ([]byte, error) {
	return plans.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (plans *Plans) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := plans.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackContentOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd98c82f3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function contentOf(uint32 plan) view returns(address content, uint32 insurer)
func (plans *Plans) PackContentOf(plan uint32) []byte {
	enc, err := plans.abi.Pack("contentOf", plan)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackContentOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd98c82f3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function contentOf(uint32 plan) view returns(address content, uint32 insurer)
func (plans *Plans) TryPackContentOf(plan uint32) ([]byte, error) {
	return plans.abi.Pack("contentOf", plan)
}

// ContentOfOutput serves as a container for the return parameters of contract
// method ContentOf.
type ContentOfOutput struct {
	Content common.Address
	Insurer uint32
}

// UnpackContentOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd98c82f3.
//
// Solidity: function contentOf(uint32 plan) view returns(address content, uint32 insurer)
func (plans *Plans) UnpackContentOf(data []byte) (ContentOfOutput, error) {
	out, err := plans.abi.Unpack("contentOf", data)
	outstruct := new(ContentOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Content = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.Insurer = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackInsurerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x230e8f5d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function insurerOf(uint32 plan) view returns(uint32)
func (plans *Plans) PackInsurerOf(plan uint32) []byte {
	enc, err := plans.abi.Pack("insurerOf", plan)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInsurerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x230e8f5d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function insurerOf(uint32 plan) view returns(uint32)
func (plans *Plans) TryPackInsurerOf(plan uint32) ([]byte, error) {
	return plans.abi.Pack("insurerOf", plan)
}

// UnpackInsurerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x230e8f5d.
//
// Solidity: function insurerOf(uint32 plan) view returns(uint32)
func (plans *Plans) UnpackInsurerOf(data []byte) (uint32, error) {
	out, err := plans.abi.Unpack("insurerOf", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackPlanCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x382d39bb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function planCount() view returns(uint32)
func (plans *Plans) PackPlanCount() []byte {
	enc, err := plans.abi.Pack("planCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPlanCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x382d39bb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function planCount() view returns(uint32)
func (plans *Plans) TryPackPlanCount() ([]byte, error) {
	return plans.abi.Pack("planCount")
}

// UnpackPlanCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x382d39bb.
//
// Solidity: function planCount() view returns(uint32)
func (plans *Plans) UnpackPlanCount(data []byte) (uint32, error) {
	out, err := plans.abi.Unpack("planCount", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackPlanOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2129cfb1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function planOf(uint32 plan) view returns((uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]))
func (plans *Plans) PackPlanOf(plan uint32) []byte {
	enc, err := plans.abi.Pack("planOf", plan)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPlanOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2129cfb1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function planOf(uint32 plan) view returns((uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]))
func (plans *Plans) TryPackPlanOf(plan uint32) ([]byte, error) {
	return plans.abi.Pack("planOf", plan)
}

// UnpackPlanOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2129cfb1.
//
// Solidity: function planOf(uint32 plan) view returns((uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]))
func (plans *Plans) UnpackPlanOf(data []byte) (IPlansPlan, error) {
	out, err := plans.abi.Unpack("planOf", data)
	if err != nil {
		return *new(IPlansPlan), err
	}
	out0 := *abi.ConvertType(out[0], new(IPlansPlan)).(*IPlansPlan)
	return out0, nil
}

// PackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23c65ad1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function publish(uint32 insurer, uint32 plan, (uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]) content) returns(bytes32 contentHash)
func (plans *Plans) PackPublish(insurer uint32, plan uint32, content IPlansPlan) []byte {
	enc, err := plans.abi.Pack("publish", insurer, plan, content)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23c65ad1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function publish(uint32 insurer, uint32 plan, (uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]) content) returns(bytes32 contentHash)
func (plans *Plans) TryPackPublish(insurer uint32, plan uint32, content IPlansPlan) ([]byte, error) {
	return plans.abi.Pack("publish", insurer, plan, content)
}

// UnpackPublish is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23c65ad1.
//
// Solidity: function publish(uint32 insurer, uint32 plan, (uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]) content) returns(bytes32 contentHash)
func (plans *Plans) UnpackPublish(data []byte) ([32]byte, error) {
	out, err := plans.abi.Unpack("publish", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PlansPlanPublished represents a PlanPublished event raised by the Plans contract.
type PlansPlanPublished struct {
	Plan        uint32
	Insurer     uint32
	ContentHash [32]byte
	Content     IPlansPlan
	Raw         *types.Log // Blockchain specific contextual infos
}

const PlansPlanPublishedEventName = "PlanPublished"

// ContractEventName returns the user-defined event name.
func (PlansPlanPublished) ContractEventName() string {
	return PlansPlanPublishedEventName
}

// UnpackPlanPublishedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PlanPublished(uint32 indexed plan, uint32 indexed insurer, bytes32 indexed contentHash, (uint40,uint40,uint40,uint40,uint32,bytes32,bytes32,(bool,bool,uint16,uint40)[]) content)
func (plans *Plans) UnpackPlanPublishedEvent(log *types.Log) (*PlansPlanPublished, error) {
	event := "PlanPublished"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != plans.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PlansPlanPublished)
	if len(log.Data) > 0 {
		if err := plans.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range plans.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (plans *Plans) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], plans.abi.Errors["AddressInvalid"].ID.Bytes()[:4]) {
		return plans.UnpackAddressInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["CoinsuranceRateInvalid"].ID.Bytes()[:4]) {
		return plans.UnpackCoinsuranceRateInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["Create2EmptyBytecode"].ID.Bytes()[:4]) {
		return plans.UnpackCreate2EmptyBytecodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["FailedDeployment"].ID.Bytes()[:4]) {
		return plans.UnpackFailedDeploymentError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["IdTaken"].ID.Bytes()[:4]) {
		return plans.UnpackIdTakenError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return plans.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["InsurerNotFound"].ID.Bytes()[:4]) {
		return plans.UnpackInsurerNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["PlanClassCountInvalid"].ID.Bytes()[:4]) {
		return plans.UnpackPlanClassCountInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["PlanClockMissing"].ID.Bytes()[:4]) {
		return plans.UnpackPlanClockMissingError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["PlanLimitInvalid"].ID.Bytes()[:4]) {
		return plans.UnpackPlanLimitInvalidError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["PlanNotFound"].ID.Bytes()[:4]) {
		return plans.UnpackPlanNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["RoleMissing"].ID.Bytes()[:4]) {
		return plans.UnpackRoleMissingError(raw[4:])
	}
	if bytes.Equal(raw[:4], plans.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return plans.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// PlansAddressInvalid represents a AddressInvalid error raised by the Plans contract.
type PlansAddressInvalid struct {
	Given common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressInvalid(address given)
func PlansAddressInvalidErrorID() common.Hash {
	return common.HexToHash("0x864143512e65642490f2486d549a874b47523a196bba4dd6972a331e5c8ee548")
}

// UnpackAddressInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressInvalid(address given)
func (plans *Plans) UnpackAddressInvalidError(raw []byte) (*PlansAddressInvalid, error) {
	out := new(PlansAddressInvalid)
	if err := plans.abi.UnpackIntoInterface(out, "AddressInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansCoinsuranceRateInvalid represents a CoinsuranceRateInvalid error raised by the Plans contract.
type PlansCoinsuranceRateInvalid struct {
	ClassIndex     *big.Int
	CoinsuranceBps uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CoinsuranceRateInvalid(uint256 classIndex, uint16 coinsuranceBps)
func PlansCoinsuranceRateInvalidErrorID() common.Hash {
	return common.HexToHash("0x2c06e8404a5b47ec386b47c733cb1fd515cd1f8394ea4d16aa7d15d592b20507")
}

// UnpackCoinsuranceRateInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CoinsuranceRateInvalid(uint256 classIndex, uint16 coinsuranceBps)
func (plans *Plans) UnpackCoinsuranceRateInvalidError(raw []byte) (*PlansCoinsuranceRateInvalid, error) {
	out := new(PlansCoinsuranceRateInvalid)
	if err := plans.abi.UnpackIntoInterface(out, "CoinsuranceRateInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansCreate2EmptyBytecode represents a Create2EmptyBytecode error raised by the Plans contract.
type PlansCreate2EmptyBytecode struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Create2EmptyBytecode()
func PlansCreate2EmptyBytecodeErrorID() common.Hash {
	return common.HexToHash("0x4ca249dcffe41558ef8b961d71c905e4fa4317a1663f377b9610642e4e0abdb6")
}

// UnpackCreate2EmptyBytecodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Create2EmptyBytecode()
func (plans *Plans) UnpackCreate2EmptyBytecodeError(raw []byte) (*PlansCreate2EmptyBytecode, error) {
	out := new(PlansCreate2EmptyBytecode)
	if err := plans.abi.UnpackIntoInterface(out, "Create2EmptyBytecode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansFailedDeployment represents a FailedDeployment error raised by the Plans contract.
type PlansFailedDeployment struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedDeployment()
func PlansFailedDeploymentErrorID() common.Hash {
	return common.HexToHash("0xb06ebf3d5067824a3fe5d5ba19471e035a7de6c88dac362c77b162830a5b9093")
}

// UnpackFailedDeploymentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedDeployment()
func (plans *Plans) UnpackFailedDeploymentError(raw []byte) (*PlansFailedDeployment, error) {
	out := new(PlansFailedDeployment)
	if err := plans.abi.UnpackIntoInterface(out, "FailedDeployment", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansIdTaken represents a IdTaken error raised by the Plans contract.
type PlansIdTaken struct {
	Id uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error IdTaken(uint32 id)
func PlansIdTakenErrorID() common.Hash {
	return common.HexToHash("0xdd7b4cc8801e03aa62bcb7505553c27ebf4e96eea8bf8a728d8189b3d086ae24")
}

// UnpackIdTakenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error IdTaken(uint32 id)
func (plans *Plans) UnpackIdTakenError(raw []byte) (*PlansIdTaken, error) {
	out := new(PlansIdTaken)
	if err := plans.abi.UnpackIntoInterface(out, "IdTaken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansInsufficientBalance represents a InsufficientBalance error raised by the Plans contract.
type PlansInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func PlansInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (plans *Plans) UnpackInsufficientBalanceError(raw []byte) (*PlansInsufficientBalance, error) {
	out := new(PlansInsufficientBalance)
	if err := plans.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansInsurerNotFound represents a InsurerNotFound error raised by the Plans contract.
type PlansInsurerNotFound struct {
	Insurer uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func PlansInsurerNotFoundErrorID() common.Hash {
	return common.HexToHash("0xe177d1172ef6cec34f5bb918f6bbfd5612135338adb6a3424d60a317d145f5d7")
}

// UnpackInsurerNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsurerNotFound(uint32 insurer)
func (plans *Plans) UnpackInsurerNotFoundError(raw []byte) (*PlansInsurerNotFound, error) {
	out := new(PlansInsurerNotFound)
	if err := plans.abi.UnpackIntoInterface(out, "InsurerNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansPlanClassCountInvalid represents a PlanClassCountInvalid error raised by the Plans contract.
type PlansPlanClassCountInvalid struct {
	Count *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PlanClassCountInvalid(uint256 count)
func PlansPlanClassCountInvalidErrorID() common.Hash {
	return common.HexToHash("0x2eec00b6da87b4431358e82e6f1e7c6b0cb7d444fec06cafbcdd9249457d2504")
}

// UnpackPlanClassCountInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PlanClassCountInvalid(uint256 count)
func (plans *Plans) UnpackPlanClassCountInvalidError(raw []byte) (*PlansPlanClassCountInvalid, error) {
	out := new(PlansPlanClassCountInvalid)
	if err := plans.abi.UnpackIntoInterface(out, "PlanClassCountInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansPlanClockMissing represents a PlanClockMissing error raised by the Plans contract.
type PlansPlanClockMissing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PlanClockMissing()
func PlansPlanClockMissingErrorID() common.Hash {
	return common.HexToHash("0x2156a69633a599053785e6e22d894bdd5b548f86ee30eddf22506ee4480e3316")
}

// UnpackPlanClockMissingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PlanClockMissing()
func (plans *Plans) UnpackPlanClockMissingError(raw []byte) (*PlansPlanClockMissing, error) {
	out := new(PlansPlanClockMissing)
	if err := plans.abi.UnpackIntoInterface(out, "PlanClockMissing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansPlanLimitInvalid represents a PlanLimitInvalid error raised by the Plans contract.
type PlansPlanLimitInvalid struct {
	IndividualCents *big.Int
	FamilyCents     *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PlanLimitInvalid(uint40 individualCents, uint40 familyCents)
func PlansPlanLimitInvalidErrorID() common.Hash {
	return common.HexToHash("0x4b5615740f8cad383fad71c4899883d93ab7720072520a63c8d004fd3278c9e4")
}

// UnpackPlanLimitInvalidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PlanLimitInvalid(uint40 individualCents, uint40 familyCents)
func (plans *Plans) UnpackPlanLimitInvalidError(raw []byte) (*PlansPlanLimitInvalid, error) {
	out := new(PlansPlanLimitInvalid)
	if err := plans.abi.UnpackIntoInterface(out, "PlanLimitInvalid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansPlanNotFound represents a PlanNotFound error raised by the Plans contract.
type PlansPlanNotFound struct {
	Plan uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PlanNotFound(uint32 plan)
func PlansPlanNotFoundErrorID() common.Hash {
	return common.HexToHash("0x224362a8265d2afd3b83ae193143d052bb21f39db790c89dd458d8398102ac03")
}

// UnpackPlanNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PlanNotFound(uint32 plan)
func (plans *Plans) UnpackPlanNotFoundError(raw []byte) (*PlansPlanNotFound, error) {
	out := new(PlansPlanNotFound)
	if err := plans.abi.UnpackIntoInterface(out, "PlanNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansRoleMissing represents a RoleMissing error raised by the Plans contract.
type PlansRoleMissing struct {
	Role    uint64
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RoleMissing(uint64 role, address account)
func PlansRoleMissingErrorID() common.Hash {
	return common.HexToHash("0x4c0860f77dad7e002cf2b654b3105c358463bdafac770feca61cd8586bdc613b")
}

// UnpackRoleMissingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RoleMissing(uint64 role, address account)
func (plans *Plans) UnpackRoleMissingError(raw []byte) (*PlansRoleMissing, error) {
	out := new(PlansRoleMissing)
	if err := plans.abi.UnpackIntoInterface(out, "RoleMissing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PlansSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the Plans contract.
type PlansSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func PlansSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (plans *Plans) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*PlansSafeCastOverflowedUintDowncast, error) {
	out := new(PlansSafeCastOverflowedUintDowncast)
	if err := plans.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestTokenMetaData contains all meta data concerning the TestToken contract.
var TestTokenMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"allowance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientAllowance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"approver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidApprover\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSpender\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"allowance\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"decimals\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenAmount\",\"type\":\"uint256\"}],\"name\":\"mint\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalSupply\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transfer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "37dca35a2bc70e8fdecabe81faf42e2a22",
	Bin: "0x60806040523461033d57604080519081016001600160401b03811182821017610245576040908152601682527f436c656172436c61696d205465737420446f6c6c617200000000000000000000602083015280519081016001600160401b038111828210176102455760405260048152631d1554d160e21b602082015281516001600160401b03811161024557600354600181811c91168015610333575b602082101461022757601f81116102c5575b50602092601f821160011461026457928192935f92610259575b50508160011b915f199060031b1c1916176003555b80516001600160401b03811161024557600454600181811c9116801561023b575b602082101461022757601f81116101b9575b50602091601f8211600114610159579181925f9261014e575b50508160011b915f199060031b1c1916176004555b60405161084790816103428239f35b015190505f8061012a565b601f1982169260045f52805f20915f5b8581106101a157508360019510610189575b505050811b0160045561013f565b01515f1960f88460031b161c191690555f808061017b565b91926020600181928685015181550194019201610169565b818111156101115760045f52601f820160051c7f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b6020841061021f575b81601f9101920160051c03905f5b828110610212575050610111565b5f82820155600101610204565b5f91506101f6565b634e487b7160e01b5f52602260045260245ffd5b90607f16906100ff565b634e487b7160e01b5f52604160045260245ffd5b015190505f806100c9565b601f1982169360035f52805f20915f5b8681106102ad5750836001959610610295575b505050811b016003556100de565b01515f1960f88460031b161c191690555f8080610287565b91926020600181928685015181550194019201610274565b818111156100af5760035f52601f820160051c7fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b6020841061032b575b81601f9101920160051c03905f5b82811061031e5750506100af565b5f82820155600101610310565b5f9150610302565b90607f169061009d565b5f80fdfe6080806040526004361015610012575f80fd5b5f3560e01c90816306fdde031461060a57508063095ea7b31461057b57806318160ddd1461055e57806323b872dd146103e8578063313ce567146103cd57806340c10f19146102ec57806370a08231146102a857806395d89b411461012d578063a9059cbb146100fc5763dd62ed3e1461008a575f80fd5b346100f85760406003193601126100f8576100a361070b565b73ffffffffffffffffffffffffffffffffffffffff6100c061072e565b91165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f52602052602060405f2054604051908152f35b5f80fd5b346100f85760406003193601126100f85761012261011861070b565b6024359033610751565b602060405160018152f35b346100f8575f6003193601126100f8576040515f600454908160011c6001831692831561029e575b60208210841461027157818552849390811561022f57506001146101d3575b5003601f01601f191681019067ffffffffffffffff8211818310176101a6576101a2829182604052826106e1565b0390f35b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60045f90815291507f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b5b8183106102135750508101602001601f19610174565b60209193508060019154838588010152019101909183926101fd565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001660208581019190915291151560051b84019091019150601f199050610174565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b90607f1690610155565b346100f85760206003193601126100f85773ffffffffffffffffffffffffffffffffffffffff6102d661070b565b165f525f602052602060405f2054604051908152f35b346100f85760406003193601126100f85761030561070b565b73ffffffffffffffffffffffffffffffffffffffff1660243581156103a157600254908082018092116103745760207fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef915f9360025584845283825260408420818154019055604051908152a3005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7fec442f05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b346100f8575f6003193601126100f857602060405160068152f35b346100f85760606003193601126100f85761040161070b565b61040961072e565b6044359073ffffffffffffffffffffffffffffffffffffffff831692835f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f20547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8110610485575b506101229350610751565b83811061052a5784156104fe5733156104d257610122945f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f526020528360405f20910390558461047a565b7f94280d62000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7fe602df05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b83907ffb8f41b2000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b346100f8575f6003193601126100f8576020600254604051908152f35b346100f85760406003193601126100f85761059461070b565b6024359033156104fe5773ffffffffffffffffffffffffffffffffffffffff169081156104d257335f52600160205260405f20825f526020528060405f20556040519081527f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92560203392a3602060405160018152f35b346100f8575f6003193601126100f8575f600354908160011c600183169283156106d7575b60208210841461027157818552849390811561022f575060011461067b575003601f01601f191681019067ffffffffffffffff8211818310176101a6576101a2829182604052826106e1565b60035f90815291507fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b5b8183106106bb5750508101602001601f19610174565b60209193508060019154838588010152019101909183926106a5565b90607f169061062f565b601f19601f602060409481855280519182918282880152018686015e5f8582860101520116010190565b6004359073ffffffffffffffffffffffffffffffffffffffff821682036100f857565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036100f857565b73ffffffffffffffffffffffffffffffffffffffff1690811561081b5773ffffffffffffffffffffffffffffffffffffffff169182156103a157815f525f60205260405f20548181106107e957817fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef92602092855f525f84520360405f2055845f525f825260405f20818154019055604051908152a3565b827fe450d38c000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b7f96c6fd1e000000000000000000000000000000000000000000000000000000005f525f60045260245ffd",
}

// TestToken is an auto generated Go binding around an Ethereum contract.
type TestToken struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TestToken) GetABI() abi.ABI {
	return c.abi
}

// NewTestToken creates a new instance of TestToken.
func NewTestToken() *TestToken {
	parsed, err := TestTokenMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TestToken{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TestToken) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (testToken *TestToken) PackAllowance(owner common.Address, spender common.Address) []byte {
	enc, err := testToken.abi.Pack("allowance", owner, spender)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (testToken *TestToken) TryPackAllowance(owner common.Address, spender common.Address) ([]byte, error) {
	return testToken.abi.Pack("allowance", owner, spender)
}

// UnpackAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd62ed3e.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (testToken *TestToken) UnpackAllowance(data []byte) (*big.Int, error) {
	out, err := testToken.abi.Unpack("allowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (testToken *TestToken) PackApprove(spender common.Address, value *big.Int) []byte {
	enc, err := testToken.abi.Pack("approve", spender, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (testToken *TestToken) TryPackApprove(spender common.Address, value *big.Int) ([]byte, error) {
	return testToken.abi.Pack("approve", spender, value)
}

// UnpackApprove is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x095ea7b3.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (testToken *TestToken) UnpackApprove(data []byte) (bool, error) {
	out, err := testToken.abi.Unpack("approve", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testToken *TestToken) PackBalanceOf(account common.Address) []byte {
	enc, err := testToken.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testToken *TestToken) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return testToken.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (testToken *TestToken) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := testToken.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() pure returns(uint8)
func (testToken *TestToken) PackDecimals() []byte {
	enc, err := testToken.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() pure returns(uint8)
func (testToken *TestToken) TryPackDecimals() ([]byte, error) {
	return testToken.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() pure returns(uint8)
func (testToken *TestToken) UnpackDecimals(data []byte) (uint8, error) {
	out, err := testToken.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mint(address to, uint256 tokenAmount) returns()
func (testToken *TestToken) PackMint(to common.Address, tokenAmount *big.Int) []byte {
	enc, err := testToken.abi.Pack("mint", to, tokenAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mint(address to, uint256 tokenAmount) returns()
func (testToken *TestToken) TryPackMint(to common.Address, tokenAmount *big.Int) ([]byte, error) {
	return testToken.abi.Pack("mint", to, tokenAmount)
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (testToken *TestToken) PackName() []byte {
	enc, err := testToken.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (testToken *TestToken) TryPackName() ([]byte, error) {
	return testToken.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (testToken *TestToken) UnpackName(data []byte) (string, error) {
	out, err := testToken.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (testToken *TestToken) PackSymbol() []byte {
	enc, err := testToken.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (testToken *TestToken) TryPackSymbol() ([]byte, error) {
	return testToken.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (testToken *TestToken) UnpackSymbol(data []byte) (string, error) {
	out, err := testToken.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalSupply() view returns(uint256)
func (testToken *TestToken) PackTotalSupply() []byte {
	enc, err := testToken.abi.Pack("totalSupply")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalSupply() view returns(uint256)
func (testToken *TestToken) TryPackTotalSupply() ([]byte, error) {
	return testToken.abi.Pack("totalSupply")
}

// UnpackTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x18160ddd.
//
// Solidity: function totalSupply() view returns(uint256)
func (testToken *TestToken) UnpackTotalSupply(data []byte) (*big.Int, error) {
	out, err := testToken.abi.Unpack("totalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testToken *TestToken) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := testToken.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testToken *TestToken) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return testToken.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (testToken *TestToken) UnpackTransfer(data []byte) (bool, error) {
	out, err := testToken.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testToken *TestToken) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := testToken.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testToken *TestToken) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return testToken.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (testToken *TestToken) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := testToken.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// TestTokenApproval represents a Approval event raised by the TestToken contract.
type TestTokenApproval struct {
	Owner   common.Address
	Spender common.Address
	Value   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const TestTokenApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (TestTokenApproval) ContractEventName() string {
	return TestTokenApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed spender, uint256 value)
func (testToken *TestToken) UnpackApprovalEvent(log *types.Log) (*TestTokenApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestTokenApproval)
	if len(log.Data) > 0 {
		if err := testToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// TestTokenTransfer represents a Transfer event raised by the TestToken contract.
type TestTokenTransfer struct {
	From  common.Address
	To    common.Address
	Value *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const TestTokenTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (TestTokenTransfer) ContractEventName() string {
	return TestTokenTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 value)
func (testToken *TestToken) UnpackTransferEvent(log *types.Log) (*TestTokenTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != testToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TestTokenTransfer)
	if len(log.Data) > 0 {
		if err := testToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range testToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (testToken *TestToken) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], testToken.abi.Errors["ERC20InsufficientAllowance"].ID.Bytes()[:4]) {
		return testToken.UnpackERC20InsufficientAllowanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], testToken.abi.Errors["ERC20InsufficientBalance"].ID.Bytes()[:4]) {
		return testToken.UnpackERC20InsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], testToken.abi.Errors["ERC20InvalidApprover"].ID.Bytes()[:4]) {
		return testToken.UnpackERC20InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], testToken.abi.Errors["ERC20InvalidReceiver"].ID.Bytes()[:4]) {
		return testToken.UnpackERC20InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], testToken.abi.Errors["ERC20InvalidSender"].ID.Bytes()[:4]) {
		return testToken.UnpackERC20InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], testToken.abi.Errors["ERC20InvalidSpender"].ID.Bytes()[:4]) {
		return testToken.UnpackERC20InvalidSpenderError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// TestTokenERC20InsufficientAllowance represents a ERC20InsufficientAllowance error raised by the TestToken contract.
type TestTokenERC20InsufficientAllowance struct {
	Spender   common.Address
	Allowance *big.Int
	Needed    *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func TestTokenERC20InsufficientAllowanceErrorID() common.Hash {
	return common.HexToHash("0xfb8f41b23e99d2101d86da76cdfa87dd51c82ed07d3cb62cbc473e469dbc75c3")
}

// UnpackERC20InsufficientAllowanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func (testToken *TestToken) UnpackERC20InsufficientAllowanceError(raw []byte) (*TestTokenERC20InsufficientAllowance, error) {
	out := new(TestTokenERC20InsufficientAllowance)
	if err := testToken.abi.UnpackIntoInterface(out, "ERC20InsufficientAllowance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestTokenERC20InsufficientBalance represents a ERC20InsufficientBalance error raised by the TestToken contract.
type TestTokenERC20InsufficientBalance struct {
	Sender  common.Address
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func TestTokenERC20InsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xe450d38cd8d9f7d95077d567d60ed49c7254716e6ad08fc9872816c97e0ffec6")
}

// UnpackERC20InsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func (testToken *TestToken) UnpackERC20InsufficientBalanceError(raw []byte) (*TestTokenERC20InsufficientBalance, error) {
	out := new(TestTokenERC20InsufficientBalance)
	if err := testToken.abi.UnpackIntoInterface(out, "ERC20InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestTokenERC20InvalidApprover represents a ERC20InvalidApprover error raised by the TestToken contract.
type TestTokenERC20InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidApprover(address approver)
func TestTokenERC20InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xe602df05cc75712490294c6c104ab7c17f4030363910a7a2626411c6d3118847")
}

// UnpackERC20InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidApprover(address approver)
func (testToken *TestToken) UnpackERC20InvalidApproverError(raw []byte) (*TestTokenERC20InvalidApprover, error) {
	out := new(TestTokenERC20InvalidApprover)
	if err := testToken.abi.UnpackIntoInterface(out, "ERC20InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestTokenERC20InvalidReceiver represents a ERC20InvalidReceiver error raised by the TestToken contract.
type TestTokenERC20InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func TestTokenERC20InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0xec442f055133b72f3b2f9f0bb351c406b178527de2040a7d1feb4e058771f613")
}

// UnpackERC20InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func (testToken *TestToken) UnpackERC20InvalidReceiverError(raw []byte) (*TestTokenERC20InvalidReceiver, error) {
	out := new(TestTokenERC20InvalidReceiver)
	if err := testToken.abi.UnpackIntoInterface(out, "ERC20InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestTokenERC20InvalidSender represents a ERC20InvalidSender error raised by the TestToken contract.
type TestTokenERC20InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSender(address sender)
func TestTokenERC20InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x96c6fd1edd0cd6ef7ff0ecc0facdf53148dc0048b57fe58af65755250a7a96bd")
}

// UnpackERC20InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSender(address sender)
func (testToken *TestToken) UnpackERC20InvalidSenderError(raw []byte) (*TestTokenERC20InvalidSender, error) {
	out := new(TestTokenERC20InvalidSender)
	if err := testToken.abi.UnpackIntoInterface(out, "ERC20InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TestTokenERC20InvalidSpender represents a ERC20InvalidSpender error raised by the TestToken contract.
type TestTokenERC20InvalidSpender struct {
	Spender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSpender(address spender)
func TestTokenERC20InvalidSpenderErrorID() common.Hash {
	return common.HexToHash("0x94280d62c347d8d9f4d59a76ea321452406db88df38e0c9da304f58b57b373a2")
}

// UnpackERC20InvalidSpenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSpender(address spender)
func (testToken *TestToken) UnpackERC20InvalidSpenderError(raw []byte) (*TestTokenERC20InvalidSpender, error) {
	out := new(TestTokenERC20InvalidSpender)
	if err := testToken.abi.UnpackIntoInterface(out, "ERC20InvalidSpender", raw); err != nil {
		return nil, err
	}
	return out, nil
}
