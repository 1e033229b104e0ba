// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "./IClaimLedger.sol";

/// @title IAppeals
/// @notice The review of determinations: first by the insurer, then by an independent panel whose ruling binds.
interface IAppeals {
    enum Step {
        None,
        Filed, // the insurer is to answer
        Upheld, // the insurer's answer; may be escalated
        Escalated, // the panel is to rule
        Closed
    }

    enum Outcome {
        Upheld, // the determination stands
        Overturned // determined again
    }

    struct Appeal {
        uint256 claimNumber;
        uint32 insurer;
        uint32 provider;
        uint32 plan;
        uint32 panel; // from escalation on
        Step step;
        bool isAttested; // filed by the insurer for a patient
        uint64 answerBy; // Unix seconds, the insurer's last
        uint64 escalateBy; // Unix seconds, from the insurer's answer on
        uint256 recovery; // that waits for the outcome, zero for none
    }

    /// @notice A panel of reviewers took office. Appeals that are escalated from now on go to it.
    event PanelAppointed(uint32 indexed panel, address[] members, uint8 majority);
    /// @notice A determination, or the lack of one, is to be reviewed. `answerBy` is when the insurer's time to answer ends; a
    /// claim deemed denied goes to the panel at once. `isAttested`: filed by the insurer's gateway for a patient.
    event AppealFiled(
        uint256 indexed appeal,
        uint256 indexed claimNumber,
        uint32 indexed insurer,
        uint32 provider,
        bytes32 groundsHash,
        bool isAttested,
        bool isDeemedDenied,
        uint64 answerBy
    );
    /// @notice The insurer let its determination stand or determined the claim again. `reasonsHash` is of its reasons, or of
    /// the new determination.
    event AppealAnswered(uint256 indexed appeal, uint256 indexed claimNumber, Outcome outcome, bytes32 reasonsHash);
    /// @notice An appeal is before a panel. `isForLateness`: the insurer did not answer in time.
    event AppealEscalated(
        uint256 indexed appeal,
        uint256 indexed claimNumber,
        uint32 indexed panel,
        bytes32 groundsHash,
        bool isForLateness
    );
    /// @notice The insurer's answer was not taken to a panel in time.
    event AppealLapsed(uint256 indexed appeal, uint256 indexed claimNumber);
    /// @notice A panel ruled. `ruling` is the hash of the determination that it signed, zero where the insurer's stands.
    event AppealRuled(uint256 indexed appeal, uint256 indexed claimNumber, Outcome outcome, bytes32 ruling);

    /// @notice Appoints a panel. Appeals go to the panels in turn.
    ///
    /// @dev Emits {PanelAppointed}.
    ///
    /// Requirements:
    /// - The sender must hold the PANEL_ADMIN role, else {Errors.RoleMissing}.
    /// - There must be 1 to 15 members, ascending by address, and a majority of them, else {Errors.PanelInvalid}.
    function appointPanel(address[] calldata members, uint8 majority) external returns (uint32 panel);

    /// @notice Appeals a standing determination.
    ///
    /// @dev Emits {AppealFiled}.
    ///
    /// Requirements:
    /// - The sender must be the provider's signer, or hold the insurer's Gateway role and so attest a patient's appeal, else
    ///   {Errors.RoleMissing}.
    /// - The determination must stand, else the ledger's error; the plan's time to appeal not be over, else
    ///   {Errors.AppealTooLate}; the claim have no open appeal and none that a panel ruled, else
    ///   {Errors.AppealAlreadyFiled}; and there be grounds, else {Errors.AppealGroundsMissing}.
    ///
    /// @param recovery One of this claim's that is to wait for the outcome, or zero.
    function file(IClaimLedger.Standing calldata standing, bytes32 groundsHash, uint256 recovery)
        external
        returns (uint256 appeal);

    /// @notice Appeals a claim that was found overdue, as deemed denied. It goes to a panel at once.
    ///
    /// @dev Emits {AppealFiled} and {AppealEscalated}. Requirements as in {file}; the claim must be overdue, else
    /// {Errors.ClaimNotOverdue}, and undecided, else {Errors.ClaimAlreadyDecided}.
    function fileOverdue(IClaimLedger.BatchHeader calldata header, uint16 index, bytes32 groundsHash)
        external
        returns (uint256 appeal);

    /// @notice The insurer lets its determination stand.
    ///
    /// @dev Emits {AppealAnswered}.
    ///
    /// Requirements:
    /// - The sender must hold the insurer's Adjudicator role, else {Errors.RoleMissing}.
    /// - The appeal must be filed, else {Errors.AppealStepInvalid}, and there be reasons, else
    ///   {Errors.AppealGroundsMissing}.
    function uphold(uint256 appeal, bytes32 reasonsHash) external;

    /// @notice The insurer determines the claim again. That closes the appeal; what comes of it can be appealed again.
    ///
    /// @dev Emits {AppealAnswered} and what the ledger emits. Requirements as in {uphold}; claim and appeal must belong together,
    /// else {Errors.AppealUnrelated}; and it must not pay less than before, else {Errors.AppealWorsened}.
    function overturn(uint256 appeal, IClaimLedger.Standing calldata standing, IClaimLedger.Decision calldata decision)
        external;

    /// @notice Takes an appeal that the insurer upheld, or did not answer in time, to a panel.
    ///
    /// @dev Emits {AppealEscalated}.
    ///
    /// Requirements:
    /// - The sender must be the provider's signer or hold the insurer's Gateway role, else {Errors.RoleMissing}.
    /// - The appeal must be upheld and its time not over, else {Errors.AppealStepInvalid} or {Errors.AppealTooLate}, or
    ///   filed and the insurer late, else {Errors.AppealNotLate}.
    /// - There must be a panel, else {Errors.PanelMissing}.
    function escalate(uint256 appeal, bytes32 groundsHash) external;

    /// @notice Closes an appeal that the insurer upheld and nobody took to a panel in time. Anybody may: else the claim could not
    /// be corrected, and a recovery would wait, for ever.
    ///
    /// @dev Emits {AppealLapsed}.
    ///
    /// Requirements:
    /// - The appeal must be upheld, else {Errors.AppealStepInvalid}, and its time over, else {Errors.AppealNotLate}.
    function lapse(uint256 appeal) external;

    /// @notice Carries a panel's ruling out that the determination stands. Anybody may hand it in.
    ///
    /// @dev Emits {AppealRuled}.
    ///
    /// Requirements:
    /// - The appeal must be escalated, else {Errors.AppealStepInvalid}.
    /// - The panel's majority must have signed, ascending by address, else {Errors.RulingUnsigned}.
    function ruleUpheld(uint256 appeal, bytes[] calldata signatures) external;

    /// @notice Carries a panel's ruling out that the claim is determined otherwise: allowed amount and class of each line. The
    /// ledger computes the benefit and pays with interest. Anybody may hand it in; the insurer is not asked.
    ///
    /// @dev Emits {AppealRuled} and what the ledger emits. Requirements as in {ruleUpheld}; claim and appeal must belong
    /// together, else {Errors.AppealUnrelated}; and it must not pay less than before, else {Errors.AppealWorsened}.
    function ruleOverturned(
        uint256 appeal,
        IClaimLedger.Standing calldata standing,
        IClaimLedger.Decision calldata decision,
        bytes[] calldata signatures
    ) external;

    /// @notice The same for a claim that was deemed denied.
    function ruleOverdue(
        uint256 appeal,
        IClaimLedger.BatchHeader calldata header,
        IClaimLedger.Decision calldata decision,
        bytes[] calldata signatures
    ) external;

    /// @notice What a panel's member signs: the EIP-712 digest of `Ruling(uint256 appeal,bytes32 ruling)`.
    /// @param ruling {rulingOf} the decision, zero to let the determination stand.
    function rulingDigest(uint256 appeal, bytes32 ruling) external view returns (bytes32);

    /// @notice The hash of a full determination: the claim's words, with allowed amount and class of each line.
    function rulingOf(IClaimLedger.Decision calldata decision) external pure returns (bytes32);

    /// @notice An appeal. Reverts with {Errors.AppealNotFound} when there is none.
    function appealOf(uint256 appeal) external view returns (Appeal memory);

    /// @notice A panel's members and majority.
    function panelOf(uint32 panel) external view returns (address[] memory members, uint8 majority);
}
