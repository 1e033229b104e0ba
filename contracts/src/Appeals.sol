// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {RoleGuarded} from "./base/RoleGuarded.sol";
import {IAppeals} from "./interfaces/IAppeals.sol";
import {IClaimClocks} from "./interfaces/IClaimClocks.sol";
import {IClaimCorrections} from "./interfaces/IClaimCorrections.sol";
import {IClaimLedger} from "./interfaces/IClaimLedger.sol";
import {IEscrow} from "./interfaces/IEscrow.sol";
import {IOrganizations} from "./interfaces/IOrganizations.sol";
import {IPlans} from "./interfaces/IPlans.sol";
import {Errors} from "./libraries/Errors.sol";
import {Interest} from "./libraries/Interest.sol";
import {RoleIds} from "./libraries/RoleIds.sol";

/// @title Appeals
/// @notice Levels, deadlines and panel votes. A ruling that overturns pays without asking the insurer again.
///
/// @dev ROLES
/// - The provider's signer appeals, or the insurer attests a patient's appeal (test_RevertWhen_FilerIsStranger).
/// - Only the insurer's Adjudicator answers (test_RevertWhen_AnswererNotAdjudicator); only a majority of the panel rules
///   (test_RevertWhen_MajorityMissing, test_RevertWhen_MemberSignsTwice).
///
/// MONEY
/// - Panels name allowed amounts and classes, never a payment: the ledger computes it as it does every other
///   (test_RuleOverturned_PaysTheDifferenceWithInterest).
/// - An appeal never makes it worse (test_RevertWhen_AppealWorsens).
///
/// TIME
/// - An insurer that does not answer in time loses its level (test_Escalate_GivenInsurerLate).
/// - What the insurer let lie beyond its clock goes to a panel at once (test_FileOverdue_GoesToPanel).
///
/// LIVENESS
/// - While an appeal is open the insurer cannot undo what is reviewed (test_RevertGiven_UnderAppeal), and its pause does not
///   stop a ruling (test_RuleOverturned_GivenInsurerPaused).
/// - A recovery of the claim waits for the outcome (test_File_SuspendsRecovery), and nothing waits for an appeal that was let
///   rest (test_Uphold_GivenNotEscalatedInTime_Lapses).
contract Appeals is IAppeals, RoleGuarded, EIP712 {
    struct Panel {
        address[] members; // ascending
        uint8 majority;
    }

    /// @notice The most members of a panel.
    uint256 public constant MAX_MEMBERS = 15;

    bytes32 private constant RULING_TYPEHASH = keccak256("Ruling(uint256 appeal,bytes32 ruling)");

    IOrganizations private immutable _organizations;
    IPlans private immutable _plans;
    IEscrow private immutable _escrow;
    IClaimLedger private immutable _ledger;
    IClaimCorrections private immutable _corrections; // at the ledger's address, as the next
    IClaimClocks private immutable _clocks;

    Appeal[] private _appeals;
    Panel[] private _panels;
    uint256 private _escalations;

    /// @dev The claim's last appeal + 1.
    mapping(uint256 claimNumber => uint256 position) private _lastAppeals;
    mapping(uint256 claimNumber => bool) private _isRuled;

    constructor(address manager, IOrganizations organizations, IPlans plans, IEscrow escrow, IClaimLedger ledger)
        RoleGuarded(manager)
        EIP712("ClearClaim Appeals", "1")
    {
        _checkCode(address(organizations));
        _checkCode(address(plans));
        _checkCode(address(escrow));
        _checkCode(address(ledger));
        _organizations = organizations;
        _plans = plans;
        _escrow = escrow;
        _ledger = ledger;
        _corrections = IClaimCorrections(address(ledger));
        _clocks = IClaimClocks(address(ledger));
    }

    /// @inheritdoc IAppeals
    function appointPanel(address[] calldata members, uint8 majority) external returns (uint32 panel) {
        _checkRole(RoleIds.PANEL_ADMIN);
        bool isSized = members.length != 0 && members.length <= MAX_MEMBERS && majority <= members.length;
        if (!isSized || 2 * uint256(majority) <= members.length) revert Errors.PanelInvalid();
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i] <= (i == 0 ? address(0) : members[i - 1])) revert Errors.PanelInvalid();
        }
        panel = uint32(_panels.length);
        _panels.push(Panel({members: members, majority: majority}));
        emit PanelAppointed(panel, members, majority);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     FILING
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IAppeals
    function file(IClaimLedger.Standing calldata standing, bytes32 groundsHash, uint256 recovery)
        external
        returns (uint256 appeal)
    {
        uint32 plan = _clocks.planOf(standing);
        uint256 claimNumber = _numberOf(standing.header, standing.path.index);
        IPlans.Clocks memory clocks = _plans.clocksOf(plan);
        uint256 determined = Interest.civilDay(uint64(standing.opening.stamp), clocks.utcOffsetSeconds);
        uint256 today = Interest.civilDay(block.timestamp, clocks.utcOffsetSeconds);
        if (today > determined + clocks.appealDays) revert Errors.AppealTooLate(claimNumber);

        Appeal memory made;
        made.claimNumber = claimNumber;
        made.insurer = standing.header.insurer;
        made.provider = standing.path.provider;
        made.plan = plan;
        made.step = Step.Filed;
        made.answerBy = uint64(block.timestamp + uint256(clocks.appealDecisionDays) * 1 days);
        appeal = _open(made, groundsHash, false);
        if (recovery != 0) _suspend(appeal, claimNumber, recovery);
    }

    /// @inheritdoc IAppeals
    function fileOverdue(IClaimLedger.BatchHeader calldata header, uint16 index, bytes32 groundsHash)
        external
        returns (uint256 appeal)
    {
        uint256 claimNumber = _numberOf(header, index);
        (uint32 provider,,, bool isOverdue,) = _clocks.clockOf(claimNumber);
        if (!isOverdue) revert Errors.ClaimNotOverdue(claimNumber);
        if (_ledger.sealOf(header.insurer, header.batch) != keccak256(abi.encode(header))) {
            revert Errors.BatchHeaderMismatch(header.insurer, header.batch);
        }
        if (!_clocks.isUndecided(header, index)) revert Errors.ClaimAlreadyDecided(claimNumber);

        Appeal memory made;
        made.claimNumber = claimNumber;
        made.insurer = header.insurer;
        made.provider = provider;
        made.step = Step.Filed;
        appeal = _open(made, groundsHash, true);
        _toPanel(appeal, groundsHash, true);
    }

    function _open(Appeal memory made, bytes32 groundsHash, bool isDeemedDenied) private returns (uint256 appeal) {
        uint256 claimNumber = made.claimNumber;
        if (groundsHash == 0) revert Errors.AppealGroundsMissing(claimNumber);
        made.isAttested = _checkFiler(made.insurer, made.provider);
        uint256 last = _lastAppeals[claimNumber];
        bool isOpen = last != 0 && _appeals[last - 1].step != Step.Closed;
        if (isOpen || _isRuled[claimNumber]) revert Errors.AppealAlreadyFiled(claimNumber);

        appeal = _appeals.length;
        _appeals.push(made);
        _lastAppeals[claimNumber] = appeal + 1;
        _clocks.setUnderAppeal(claimNumber, true);
        emit AppealFiled({
            appeal: appeal,
            claimNumber: claimNumber,
            insurer: made.insurer,
            provider: made.provider,
            groundsHash: groundsHash,
            isAttested: made.isAttested,
            isDeemedDenied: isDeemedDenied,
            answerBy: made.answerBy
        });
    }

    /// @dev The provider's signer, or the insurer's gateway for a patient. Whether it was the latter.
    function _checkFiler(uint32 insurer, uint32 provider) private view returns (bool isAttested) {
        (address signer,) = _organizations.signerOf(provider);
        if (msg.sender == signer) return false;
        _checkRole(RoleIds.ofInsurer(insurer, IOrganizations.Role.Gateway));
        return true;
    }

    function _suspend(uint256 appeal, uint256 claimNumber, uint256 recovery) private {
        if (recovery >> 16 != claimNumber) revert Errors.AppealUnrelated(appeal);
        _appeals[appeal].recovery = recovery;
        _escrow.suspendRecovery(recovery);
    }

    /*//////////////////////////////////////////////////////////////////////////
                               THE INSURER'S ANSWER
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IAppeals
    function uphold(uint256 appeal, bytes32 reasonsHash) external {
        Appeal storage open = _answerable(appeal);
        if (reasonsHash == 0) revert Errors.AppealGroundsMissing(open.claimNumber);
        open.step = Step.Upheld;
        open.escalateBy = uint64(block.timestamp + uint256(_plans.clocksOf(open.plan).appealDays) * 1 days);
        emit AppealAnswered(appeal, open.claimNumber, Outcome.Upheld, reasonsHash);
    }

    /// @inheritdoc IAppeals
    function overturn(uint256 appeal, IClaimLedger.Standing calldata standing, IClaimLedger.Decision calldata decision)
        external
    {
        Appeal storage open = _answerable(appeal);
        _checkRelated(appeal, _numberOf(standing.header, standing.path.index));
        emit AppealAnswered(appeal, open.claimNumber, Outcome.Overturned, rulingOf(decision));
        _close(open, false);
        _redetermine(appeal, standing, decision);
    }

    /// @dev An appeal never makes it worse.
    function _redetermine(
        uint256 appeal,
        IClaimLedger.Standing calldata standing,
        IClaimLedger.Decision calldata decision
    ) private {
        (uint256 paid, uint256 before) = _corrections.redetermine(standing, decision);
        if (paid < before) revert Errors.AppealWorsened(appeal, before, paid);
    }

    function _answerable(uint256 appeal) private view returns (Appeal storage open) {
        open = _at(appeal);
        _checkRole(RoleIds.ofInsurer(open.insurer, IOrganizations.Role.Adjudicator));
        if (open.step != Step.Filed) revert Errors.AppealStepInvalid(appeal);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     THE PANEL
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IAppeals
    function escalate(uint256 appeal, bytes32 groundsHash) external {
        Appeal storage open = _at(appeal);
        _checkFiler(open.insurer, open.provider);
        if (groundsHash == 0) revert Errors.AppealGroundsMissing(open.claimNumber);
        bool isForLateness = open.step == Step.Filed;
        if (isForLateness) {
            if (block.timestamp <= open.answerBy) revert Errors.AppealNotLate(appeal);
        } else {
            if (open.step != Step.Upheld) revert Errors.AppealStepInvalid(appeal);
            if (block.timestamp > open.escalateBy) revert Errors.AppealTooLate(open.claimNumber);
        }
        _toPanel(appeal, groundsHash, isForLateness);
    }

    /// @inheritdoc IAppeals
    function lapse(uint256 appeal) external {
        Appeal storage open = _at(appeal);
        if (open.step != Step.Upheld) revert Errors.AppealStepInvalid(appeal);
        if (block.timestamp <= open.escalateBy) revert Errors.AppealNotLate(appeal);
        emit AppealLapsed(appeal, open.claimNumber);
        _close(open, false);
    }

    /// @inheritdoc IAppeals
    function ruleUpheld(uint256 appeal, bytes[] calldata signatures) external {
        Appeal storage open = _ruled(appeal, bytes32(0), signatures);
        emit AppealRuled(appeal, open.claimNumber, Outcome.Upheld, bytes32(0));
    }

    /// @inheritdoc IAppeals
    function ruleOverturned(
        uint256 appeal,
        IClaimLedger.Standing calldata standing,
        IClaimLedger.Decision calldata decision,
        bytes[] calldata signatures
    ) external {
        _checkRelated(appeal, _numberOf(standing.header, standing.path.index));
        bytes32 ruling = rulingOf(decision);
        Appeal storage open = _ruled(appeal, ruling, signatures);
        emit AppealRuled(appeal, open.claimNumber, Outcome.Overturned, ruling);
        _redetermine(appeal, standing, decision);
    }

    /// @inheritdoc IAppeals
    function ruleOverdue(
        uint256 appeal,
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Decision calldata decision,
        bytes[] calldata signatures
    ) external {
        _checkRelated(appeal, _numberOf(header, decision.path.index));
        bytes32 ruling = rulingOf(decision);
        Appeal storage open = _ruled(appeal, ruling, signatures);
        emit AppealRuled(appeal, open.claimNumber, Outcome.Overturned, ruling);
        _corrections.decideOnAppeal(header, decision);
    }

    function _toPanel(uint256 appeal, bytes32 groundsHash, bool isForLateness) private {
        if (_panels.length == 0) revert Errors.PanelMissing();
        uint32 panel = uint32(_escalations++ % _panels.length);
        Appeal storage open = _appeals[appeal];
        open.step = Step.Escalated;
        open.panel = panel;
        emit AppealEscalated(appeal, open.claimNumber, panel, groundsHash, isForLateness);
    }

    /// @dev Closes the appeal by a ruling that the panel's majority signed.
    function _ruled(uint256 appeal, bytes32 ruling, bytes[] calldata signatures) private returns (Appeal storage open) {
        open = _at(appeal);
        if (open.step != Step.Escalated) revert Errors.AppealStepInvalid(appeal);
        _checkSignatures(appeal, open.panel, rulingDigest(appeal, ruling), signatures);
        _isRuled[open.claimNumber] = true;
        _close(open, ruling != 0);
    }

    function _checkSignatures(uint256 appeal, uint32 panel, bytes32 digest, bytes[] calldata signatures) private view {
        Panel storage voting = _panels[panel];
        if (signatures.length < voting.majority) revert Errors.RulingUnsigned(appeal);
        uint256 next = 0;
        for (uint256 i = 0; i < signatures.length; ++i) {
            (address signer, ECDSA.RecoverError fault,) = ECDSA.tryRecoverCalldata(digest, signatures[i]);
            if (fault != ECDSA.RecoverError.NoError) revert Errors.RulingUnsigned(appeal);
            while (next < voting.members.length && voting.members[next] != signer) ++next;
            if (next == voting.members.length) revert Errors.RulingUnsigned(appeal);
            ++next;
        }
    }

    /// @param isBinding What a panel determined stays out of the insurer's hands.
    function _close(Appeal storage open, bool isBinding) private {
        open.step = Step.Closed;
        if (!isBinding) _clocks.setUnderAppeal(open.claimNumber, false);
        if (open.recovery != 0) _escrow.resumeRecovery(open.recovery);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      VIEWS
    //////////////////////////////////////////////////////////////////////////*/

    /// @inheritdoc IAppeals
    function rulingDigest(uint256 appeal, bytes32 ruling) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(RULING_TYPEHASH, appeal, ruling)));
    }

    /// @inheritdoc IAppeals
    function rulingOf(IClaimLedger.Decision calldata decision) public pure returns (bytes32) {
        return keccak256(abi.encode(decision.coverageYear, decision.claim));
    }

    /// @inheritdoc IAppeals
    function appealOf(uint256 appeal) external view returns (Appeal memory) {
        return _at(appeal);
    }

    /// @inheritdoc IAppeals
    function panelOf(uint32 panel) external view returns (address[] memory members, uint8 majority) {
        return (_panels[panel].members, _panels[panel].majority);
    }

    function _at(uint256 appeal) private view returns (Appeal storage) {
        if (appeal >= _appeals.length) revert Errors.AppealNotFound(appeal);
        return _appeals[appeal];
    }

    function _checkRelated(uint256 appeal, uint256 claimNumber) private view {
        if (_at(appeal).claimNumber != claimNumber) revert Errors.AppealUnrelated(appeal);
    }

    function _numberOf(IClaimLedger.BatchHeader calldata header, uint256 index) private pure returns (uint256) {
        return (uint256(header.insurer) << 48) | (uint256(header.batch) << 16) | index;
    }
}
